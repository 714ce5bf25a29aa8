package bactrian.postgres;

/** PostgreSQL's client programs that a run needs. */
public enum ClientProgram {
  PG_DUMP("pg_dump"),
  PG_DUMPALL("pg_dumpall"),
  PG_RESTORE("pg_restore"),
  PSQL("psql");

  private final String fileName;

  ClientProgram(String fileName) {
    this.fileName = fileName;
  }

  /** The program's file name. */
  public String fileName() {
    return fileName;
  }
}
