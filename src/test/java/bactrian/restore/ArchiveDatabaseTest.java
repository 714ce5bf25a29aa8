package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ArchiveDatabaseTest {
  private static final String OTHER = "an \"other\"";

  @Test
  void anotherDatabaseIsNamedAndNothingElseChanges() {
    ArchiveDatabase database =
        new ArchiveDatabase(
            "o",
            "CREATE DATABASE \"a; DATABASE b\" WITH TEMPLATE = template0 ENCODING = 'UTF8'"
                + " LOCALE_PROVIDER = libc LOCALE = 'C'",
            List.of(
                "ALTER DATABASE \"a; DATABASE b\" SET \"lab.note\" TO 'on DATABASE x; ALTER'",
                "ALTER ROLE database IN DATABASE \"a; DATABASE b\" SET work_mem TO '5MB'",
                "GRANT CONNECT ON DATABASE \"a; DATABASE b\" TO database",
                "SET SESSION AUTHORIZATION \"gr\"\"antor\"",
                "RESET SESSION AUTHORIZATION",
                "COMMENT ON DATABASE \"a; DATABASE b\" IS 'x'"));

    assertThat(database.creating(OTHER, 15))
        .isEqualTo(
            "CREATE DATABASE \"an \"\"other\"\"\" WITH TEMPLATE = template0 ENCODING = 'UTF8'"
                + " LOCALE_PROVIDER = libc LOCALE = 'C'");
    assertThat(database.creating(OTHER, 14))
        .isEqualTo(
            "CREATE DATABASE \"an \"\"other\"\"\" WITH TEMPLATE = template0 ENCODING = 'UTF8'"
                + " LOCALE = 'C'");
    assertThat(database.finishing(OTHER))
        .containsExactly(
            "ALTER DATABASE \"an \"\"other\"\"\" OWNER TO \"o\"",
            "GRANT CONNECT ON DATABASE \"an \"\"other\"\"\" TO PUBLIC",
            "ALTER DATABASE \"an \"\"other\"\"\" SET \"lab.note\" TO 'on DATABASE x; ALTER'",
            "ALTER ROLE database IN DATABASE \"an \"\"other\"\"\" SET work_mem TO '5MB'",
            "GRANT CONNECT ON DATABASE \"an \"\"other\"\"\" TO database",
            "SET LOCAL ROLE \"gr\"\"antor\"",
            "RESET ROLE",
            "COMMENT ON DATABASE \"an \"\"other\"\"\" IS 'x'");
  }

  @Test
  void whatOldArchivesDoNotSayIsLibc() {
    ArchiveDatabase old =
        new ArchiveDatabase(
            "o", "CREATE DATABASE d WITH TEMPLATE = template0 LOCALE = 'C'", List.of());

    assertThat(old.creating("d", 15))
        .isEqualTo(
            "CREATE DATABASE \"d\" WITH TEMPLATE = template0 LOCALE = 'C' LOCALE_PROVIDER = libc");
    assertThat(old.creating("d", 14)).doesNotContain("PROVIDER");
  }

  @Test
  void theGoldenArchivesSayIt() {
    for (String name : List.of("rich-server13-client15", "rich-server18-client18")) {
      ArchiveDatabase database = ArchiveDatabase.of(ReadArchive.golden(name).head()).orElseThrow();

      assertThat(database.owner()).isEqualTo("postgres");
      assertThat(database.creating(OTHER, 18))
          .startsWith("CREATE DATABASE \"an \"\"other\"\"\" WITH TEMPLATE = template0 ENCODING");
      assertThat(database.finishing(OTHER))
          .contains("ALTER DATABASE \"an \"\"other\"\"\" SET work_mem TO '5MB'")
          .contains("COMMENT ON DATABASE \"an \"\"other\"\"\" IS 'golden: it''s \"quoted\"'")
          .noneMatch(statement -> statement.contains("golden é"));
    }
    assertThat(ArchiveDatabase.of(ReadArchive.golden("small-server18-client18").head()))
        .hasValueSatisfying(database -> assertThat(database.statements()).isEmpty());
  }
}
