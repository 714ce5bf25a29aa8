package bactrian.restore;

import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements of a globals script that make roles. What pg_dumpall wrote is taken as it stands,
 * but for passwords: their hashes are secrets, and are cut out. Settings of roles are left out too,
 * since a setting's value may be one.
 */
final class RoleStatements {
  private RoleStatements() {}

  /**
   * Each role's {@code CREATE ROLE} and {@code ALTER ROLE … WITH}, without semicolons; none for a
   * role that the script does not make.
   *
   * @param script what {@code pg_dumpall --globals-only} wrote
   * @param roles the roles that are asked for
   */
  static Map<String, List<String>> of(String script, Set<String> roles) {
    Map<String, List<String>> statements = new LinkedHashMap<>();
    roles.forEach(role -> statements.put(role, new ArrayList<>()));
    List<Token> statement = new ArrayList<>();
    for (Token token : StatementTokens.of(script)) {
      if (!token.isSign(';')) {
        statement.add(token);
        continue;
      }
      if (makesARole(statement) && statements.containsKey(statement.get(2).text())) {
        statements.get(statement.get(2).text()).add(withoutPassword(script, statement));
      }
      statement.clear();
    }
    return statements;
  }

  private static boolean makesARole(List<Token> statement) {
    if (statement.size() < 3 || !statement.get(1).is("ROLE") || !statement.get(2).isName()) {
      return false;
    }
    return statement.get(0).is("CREATE")
        || (statement.get(0).is("ALTER") && statement.size() > 3 && statement.get(3).is("WITH"));
  }

  private static String withoutPassword(String script, List<Token> statement) {
    StringBuilder kept = new StringBuilder();
    int from = statement.get(0).from();
    // Behind the role's name, which may be this word.
    for (int i = 3; i + 1 < statement.size(); i++) {
      if (statement.get(i).is("PASSWORD")) {
        kept.append(script, from, statement.get(i).from());
        from = i + 2 < statement.size() ? statement.get(i + 2).from() : statement.get(i + 1).to();
      }
    }
    return kept.append(script, from, statement.get(statement.size() - 1).to()).toString().strip();
  }
}
