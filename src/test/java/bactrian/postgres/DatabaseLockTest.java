package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class DatabaseLockTest {
  @Test
  void isNotGivenTwiceAndSaysWhoHoldsIt(LabServer server) {
    JdbcSource admin = new JdbcSource(Targets.of(server, "postgres"), "restore of lock_twice");
    try (DatabaseLock held = DatabaseLock.tryAcquire(admin, "lock_twice")) {
      assertThat(held.stillHeld()).isTrue();
      assertThatThrownBy(() -> DatabaseLock.tryAcquire(admin, "lock_twice"))
          .isInstanceOfSatisfying(
              RunFailure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.BUSY);
                assertThat(failure.sentence())
                    .startsWith(
                        "Database \"lock_twice\" is being worked on by"
                            + " \"bactrian restore of lock_twice\" (server process ")
                    .contains("user \"postgres\"", "from 127.0.0.1", "since 2");
              });
    }
  }

  @Test
  void isFreeAtOnceAfterItsRelease(LabServer server) {
    for (int i = 0; i < 20; i++) {
      DatabaseLock.tryAcquire(Targets.source(server, "postgres"), "lock_again").close();
    }
  }

  @Test
  void locksOfDifferentDatabasesDoNotMeet(LabServer server) {
    JdbcSource admin = Targets.source(server, "postgres");
    try (DatabaseLock one = DatabaseLock.tryAcquire(admin, "lock_one");
        DatabaseLock other = DatabaseLock.tryAcquire(admin, "lock_other")) {
      one.check();
      other.check();
    }
  }

  @Test
  void failsTheRunWhenItsSessionWasEnded(LabServer server) throws Exception {
    JdbcSource admin = new JdbcSource(Targets.of(server, "postgres"), "backup to be killed");
    try (DatabaseLock lock = DatabaseLock.tryAcquire(admin, "lock_killed")) {
      lock.check();
      server.execute(
          "postgres",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'bactrian backup to be killed'");
      Awaitility.await().until(() -> !lock.stillHeld());
      assertThatThrownBy(lock::check)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("The lock on database \"lock_killed\" was lost");
    }
    DatabaseLock.tryAcquire(admin, "lock_killed").close();
  }

  @Test
  void keepsOutAnySessionUntilItsReleaseAndNoLonger(LabServer server) throws Exception {
    DatabaseLock lock = DatabaseLock.tryAcquire(Targets.source(server, "postgres"), "lock_let_go");
    try (Connection other = server.connect("postgres")) {
      assertThat(heldBy(other, lock)).isTrue();
      lock.close();
      assertThat(heldBy(other, lock)).isFalse();
      assertThat(lock.stillHeld()).isFalse();
    }
  }

  @Test
  void outlivesTheRenamingOfItsDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE lock_renamed");
    try (DatabaseLock lock =
        DatabaseLock.tryAcquire(Targets.source(server, "postgres"), "lock_renamed")) {
      server.execute("postgres", "ALTER DATABASE lock_renamed RENAME TO lock_renamed_2");
      lock.check();
      assertThatThrownBy(
              () -> DatabaseLock.tryAcquire(Targets.source(server, "postgres"), "lock_renamed"))
          .isInstanceOf(RunFailure.class);
    } finally {
      server.execute("postgres", "DROP DATABASE lock_renamed_2");
    }
  }

  @Test
  void itsKeyNeverChangesBetweenVersions() {
    assertThat(DatabaseLock.key("authentik")).isEqualTo(KEY_OF_AUTHENTIK);
  }

  // printf bactrian:authentik | sha256sum, the first sixteen digits
  private static final long KEY_OF_AUTHENTIK = 0xef7104b15f1c1643L;

  private static boolean heldBy(Connection other, DatabaseLock lock) throws SQLException {
    try (Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_try_advisory_lock(" + DatabaseLock.key(lock.database()) + ")")) {
      row.next();
      boolean free = row.getBoolean(1);
      if (free) {
        statement.execute("SELECT pg_advisory_unlock_all()");
      }
      return !free;
    }
  }
}
