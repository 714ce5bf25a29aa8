package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
class DumpArgumentsTest {
  private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(5);

  @Test
  void hostileNamesStayNamesWithEveryClient(LabServer server) throws Exception {
    String user = "dump=user 'x\\y\"";
    server.execute(
        "postgres",
        "DROP ROLE IF EXISTS " + Identifier.quote(user),
        "CREATE ROLE " + Identifier.quote(user) + " SUPERUSER LOGIN PASSWORD 'x'");
    for (String name :
        List.of(
            "-f/tmp/x", "postgres://127.0.0.1:1/x", "dbname=postgres", "a=b 'c\\d\"", "Übung")) {
      server.execute("postgres", "DROP DATABASE IF EXISTS " + Identifier.quote(name));
      server.execute("postgres", "CREATE DATABASE " + Identifier.quote(name));
      server.execute(name, "CREATE TABLE t AS SELECT 1 AS a");
      for (int client : new int[] {15, 17, 18}) {
        try (ExportedSnapshot snapshot = ExportedSnapshot.of(server.connect(name))) {
          server.execute(name, "CREATE TABLE IF NOT EXISTS came_later ()");

          ClientRun dump =
              ClientRun.of(
                  client,
                  "pg_dump",
                  DumpArguments.of(
                      Targets.of(server, name, user, "x"), snapshot.id(), LOCK_TIMEOUT, true),
                  "x");

          assertThat(dump.messages()).isEmpty();
          assertThat(dump.status()).isZero();
          assertThat(dump.output()).startsWith("PGDMP").contains(name, "CREATE TABLE public.t ");
          if (client == 15) {
            assertThat(dump.output()).doesNotContain("came_later");
          }
        }
      }
      server.execute("postgres", "DROP DATABASE " + Identifier.quote(name));
    }
    server.execute("postgres", "DROP ROLE " + Identifier.quote(user));
  }

  @Test
  void onlyAStandbyLeavesUnloggedTablesOut(LabServer server) {
    Target target = Targets.of(server, "d", "u", "x");

    assertThat(DumpArguments.of(target, "00-1", LOCK_TIMEOUT, false))
        .containsExactly(
            "--format=custom",
            "--compress=0",
            "--no-password",
            "--host=127.0.0.1",
            "--port=" + server.port(),
            "--username=u",
            "--dbname=dbname='d'",
            "--lock-wait-timeout=300000",
            "--snapshot=00-1");
    assertThat(DumpArguments.of(target, "00-1", LOCK_TIMEOUT, true))
        .contains("--no-unlogged-table-data");
  }

  @Test
  void aDumpOfAnotherDatabaseDoesNotFindTheSnapshot(LabServer server) throws Exception {
    try (ExportedSnapshot snapshot = ExportedSnapshot.of(server.connect("postgres"))) {
      ClientRun dump =
          ClientRun.of(
              15,
              "pg_dump",
              DumpArguments.of(
                  Targets.of(server, "template1", LabServer.SUPERUSER, LabServer.PASSWORD),
                  snapshot.id(),
                  LOCK_TIMEOUT,
                  false),
              LabServer.PASSWORD);

      assertThat(dump.status()).isNotZero();
      assertThat(dump.messages()).anyMatch(line -> line.contains("snapshot"));
    }
  }
}
