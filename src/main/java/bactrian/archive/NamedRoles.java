package bactrian.archive;

import bactrian.archive.StatementTokens.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles that a statement names besides its object's owner, which must exist where it is
 * restored. Statements are those of pg_dump's {@code buildACLCommands}, {@code
 * buildDefaultACLCommands} (dumputils.c), {@code dumpPolicy} and {@code dumpUserMappings}.
 */
final class NamedRoles {
  private static final Set<String> KINDS = Set.of("ACL", "DEFAULT ACL", "POLICY", "USER MAPPING");

  private NamedRoles() {}

  /** Whether entries of this kind name roles. */
  static boolean in(String kind) {
    return KINDS.contains(kind);
  }

  /** The roles in the order of their first mention, PUBLIC not among them. */
  static Set<String> of(String kind, String statements) {
    Set<String> roles = new LinkedHashSet<>();
    boolean granting = !kind.equals("USER MAPPING");
    List<Token> tokens = StatementTokens.of(statements);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean list =
          granting
              ? token.is("TO") || token.is("FROM")
              : token.is("FOR") && i > 0 && tokens.get(i - 1).is("MAPPING");
      boolean one =
          (token.is("ROLE") && i > 0 && tokens.get(i - 1).is("FOR"))
              || (token.is("AUTHORIZATION") && i > 0 && tokens.get(i - 1).is("SESSION"));
      if (list) {
        addList(tokens, i + 1, roles);
      } else if (one) {
        add(tokens.get(i + 1), roles);
      }
    }
    return roles;
  }

  private static void addList(List<Token> tokens, int from, Set<String> roles) {
    for (int i = from; i < tokens.size(); i += 2) {
      add(tokens.get(i), roles);
      if (i + 1 == tokens.size() || !tokens.get(i + 1).isSign(',')) {
        return;
      }
    }
  }

  private static void add(Token token, Set<String> roles) {
    if (token.isName() && !token.is("PUBLIC")) {
      roles.add(token.text());
    }
  }
}
