package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlNameTest {
  @Test
  void isQuotedWhereItMustBe() {
    assertThat(SqlName.of("authentik_core_user$1")).isEqualTo("authentik_core_user$1");
    assertThat(SqlName.of("User")).isEqualTo("\"User\"");
    assertThat(SqlName.of("1st")).isEqualTo("\"1st\"");
    assertThat(SqlName.of("a.b")).isEqualTo("\"a.b\"");
    assertThat(SqlName.of("é \"so\"")).isEqualTo("\"é \"\"so\"\"\"");
  }

  @Test
  void tellsATerminalNothing() {
    assertThat(SqlName.of("a\nb\u001b[2Jc\u202ed")).isEqualTo("\"a?b?[2Jc?d\"");
  }
}
