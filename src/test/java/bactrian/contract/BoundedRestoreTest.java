package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Memory is the same for every size: here far more than fits. */
@ExtendWith(PostgresLab.class)
class BoundedRestoreTest {
  private static final String DATABASE = "contract_large";

  /** 300 MB of rows, a row of 100 MB, 100,001 large objects, one of 80 MB; a heap of 128 MiB. */
  @Test
  void aDatabaseLargerThanTheHeapIsRestored(LabServer server, @TempDir Path folder)
      throws Exception {
    ServerSnapshot empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    try {
      server.execute(
          DATABASE,
          "CREATE UNLOGGED TABLE many (n integer, text text)",
          // Varied enough not to vanish in compression, and cheap to make.
          "INSERT INTO many SELECT n, repeat(md5(n::text), 47) FROM generate_series(1, 200000) n",
          "CREATE TABLE one (text text)",
          "INSERT INTO one SELECT string_agg(md5(n::text), '') FROM generate_series(1, 3200000) n",
          // What no compression makes smaller.
          "SELECT lo_from_bytea(999999, string_agg(sha256(n::text::bytea), ''))"
              + " FROM generate_series(1, 2500000) n",
          "SELECT count(lo_create(1000000 + n)) FROM generate_series(1, 50000) n",
          "SELECT count(lo_create(1050000 + n)) FROM generate_series(1, 50000) n");
      String content = content(server);
      ChildAk ak = ChildAk.in(folder).withServer(server, DATABASE).withJvmOptions("-Xmx128m");
      ChildAk.Ended backup = ak.run("backup", "--quiet");
      assertThat(backup.exitCode()).as(backup.err()).isZero();
      server.execute(DATABASE, "TRUNCATE many, one");

      ChildAk.Ended restore = ak.run("restore", "latest", "--yes");

      assertThat(restore.exitCode()).as(restore.err()).isZero();
      assertThat(content(server)).isEqualTo(content);
    } finally {
      empty.dropNewDatabases();
    }
  }

  private static String content(LabServer server) throws Exception {
    try (Connection session = server.connect(DATABASE);
        Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) || ' ' || sum(hashtextextended(text, n)) FROM many)"
                    + " || ' ' || (SELECT string_agg(md5(text), ' ') FROM one)"
                    + " || ' ' || (SELECT count(*) || ' ' || sum(oid::bigint)"
                    + " FROM pg_largeobject_metadata) || ' ' || md5(lo_get(999999))")) {
      row.next();
      return row.getString(1);
    }
  }
}
