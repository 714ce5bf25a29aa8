package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientVersionTest {
  @ParameterizedTest
  @CsvSource({
    "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1), 15, 18, 15.18",
    "psql (PostgreSQL) 18beta1, 18, -1, 18beta1",
    "pg_restore (PostgreSQL) 17devel, 17, -1, 17devel",
    "pg_dumpall (PostgreSQL) 18rc1 (Debian 18~rc1-1), 18, -1, 18rc1",
    "pg_dump (PostgreSQL) 16.0, 16, 0, 16.0",
    "pg_dump (EnterpriseDB) 14.5.0, 14, 5, 14.5",
    "pg_dump (PostgreSQL) 17.2 - Percona Server for PostgreSQL 17.2.1, 17, 2, 17.2",
    "pg_dump (PostgreSQL) 9.6.24, 9, 6, 9.6"
  })
  void readsWhatProgramsAnswer(String answer, int major, int minor, String text) {
    assertThat(ClientVersion.parse(answer)).contains(new ClientVersion(major, minor, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "pg_dump", "pg_dump (PostgreSQL)", "usage: pg_dump 15", "(x) 99999999999.1"})
  void findsNoVersionInOtherText(String answer) {
    assertThat(ClientVersion.parse(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "14.24, 14.25",
    "15.19, 15.20",
    "16.15, 16.16",
    "17.11, 17.12",
    "18.6, 18.7",
    "18beta1, 18.7"
  })
  void warnsOfMinorsThatCraftedArchivesMakeRunCode(String version, String safe) {
    assertThat(version(version).warning()).get().asString().contains(version, safe + " or newer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14.25", "15.20", "16.16", "17.12", "18.7", "18.12", "19.0", "19devel"})
  void saysNothingOfSafeMinors(String version) {
    assertThat(version(version).warning()).isEmpty();
  }

  @Test
  void warnsOfMajorsThatGetNoFixesAnyMore() {
    assertThat(version("13.23").warning()).get().asString().contains("no security fixes");
  }

  private static ClientVersion version(String text) {
    return ClientVersion.parse("pg_restore (PostgreSQL) " + text).orElseThrow();
  }
}
