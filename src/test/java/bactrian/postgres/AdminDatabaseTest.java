package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class AdminDatabaseTest {
  @Test
  void isPostgresWhenNothingIsSet(LabServer server) {
    assertThat(found(server, null, "authentik")).isEqualTo("postgres");
  }

  @Test
  void isTemplate1WhenPostgresIsTheTarget(LabServer server) {
    assertThat(found(server, null, "postgres")).isEqualTo("template1");
    assertThat(found(server, "postgres", "postgres")).isEqualTo("template1");
  }

  @Test
  void isTemplate1WhenThereIsNoPostgres() throws Exception {
    try (LabServer own = LabServer.start(15)) {
      own.execute("template1", "DROP DATABASE postgres");
      assertThat(found(own, null, "authentik")).isEqualTo("template1");
    }
  }

  @Test
  void isTheOneThatWasSetAndNothingElse(LabServer server) {
    assertThat(found(server, "template1", "authentik")).isEqualTo("template1");
    assertThatThrownBy(() -> found(server, "nowhere", "authentik"))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("(nowhere not found): set postgresql.backup.admin.database");
  }

  @Test
  void aWrongPasswordDoesNotLeadToTheNextOne(LabServer server) {
    JdbcSource wrong =
        new JdbcSource(Targets.of(server, "authentik", LabServer.SUPERUSER, "wrong"), "test");
    assertThatThrownBy(() -> AdminDatabase.find(wrong, null, "authentik"))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("rejected the password of user \"postgres\"");
  }

  private static String found(LabServer server, String setting, String target) {
    return AdminDatabase.find(Targets.source(server, target), setting, target).target().database();
  }
}
