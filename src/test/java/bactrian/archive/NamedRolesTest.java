package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

final class NamedRolesTest {
  @Test
  void grantsNameWhoGetsWhoLosesAndWhoGives() {
    assertThat(
            NamedRoles.of(
                "ACL",
                """
                REVOKE ALL ON FUNCTION "x to y; GRANT".f("to" interval year to month) FROM PUBLIC;
                SET SESSION AUTHORIZATION giver;
                GRANT SELECT("TO z",b) ON TABLE s.t TO "a ""b"" TO c" WITH GRANT OPTION;
                RESET SESSION AUTHORIZATION;
                REVOKE UPDATE ON TABLE s.t FROM loser;
                """))
        .containsExactly("giver", "a \"b\" TO c", "loser");
  }

  @Test
  void defaultGrantsNameWhoseDefaultsTheyAre() {
    assertThat(
            NamedRoles.of(
                "DEFAULT ACL",
                "ALTER DEFAULT PRIVILEGES FOR ROLE o IN SCHEMA role GRANT ALL ON TABLES TO r;\n"))
        .containsExactly("o", "r");
  }

  @Test
  void policiesNameWhomTheyBind() {
    assertThat(
            NamedRoles.of(
                "POLICY",
                "CREATE POLICY p ON s.t FOR SELECT TO a, \"b, c\", d USING ((x = ' TO e'::text));"))
        .containsExactly("a", "b, c", "d");
    assertThat(NamedRoles.of("POLICY", "CREATE POLICY p ON t USING ((a = E'\\' TO b'));"))
        .isEmpty();
  }

  @Test
  void userMappingsNameTheirRole() {
    assertThat(
            NamedRoles.of(
                "USER MAPPING",
                "CREATE USER MAPPING FOR \"m\" SERVER s OPTIONS (\n    password 'FOR x'\n);"))
        .containsExactly("m");
  }

  @Property
  void everyQuotedNameIsReadAsItIs(@ForAll @NotBlank String name) {
    String quoted = '"' + name.replace("\"", "\"\"") + '"';

    assertThat(NamedRoles.of("ACL", "GRANT ALL ON TABLE " + quoted + " TO " + quoted + ";\n"))
        .containsExactly(name);
  }

  @Property
  void noTextBreaksTheSplitting(@ForAll String text) {
    String statement = "COMMENT ON DATABASE x IS '" + text.replace("'", "''") + "'";

    assertThat(StatementTokens.statements(statement + ";\n\n" + statement + ";\n"))
        .hasSize(2)
        .allMatch(statement::equals);
    assertThat(StatementTokens.of(text).stream().map(t -> t.kind()).collect(Collectors.toList()))
        .doesNotContainNull();
  }

  @Test
  void theGoldenArchivesNameTheRoleThatWasGrantedTo() throws Exception {
    for (GoldenArchive golden : GoldenArchive.all().toList()) {
      if (golden.name().startsWith("rich")) {
        assertThat(Recorder.read(golden.bytes()).head().entries())
            .filteredOn(entry -> entry.roles().contains("bactrian_golden"))
            .extracting(TocEntry::kind)
            .contains("ACL", "DEFAULT ACL", "POLICY");
      }
    }
  }
}
