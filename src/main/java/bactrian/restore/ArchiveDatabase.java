package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Token;
import bactrian.archive.TocEntry;
import bactrian.postgres.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an archive says about the database itself, for a restore where there is no live one to copy
 * it from. Its statements name the database that was dumped; here they name another.
 *
 * @param owner the role that owned it
 * @param create the CREATE DATABASE statement
 * @param statements its grants, settings, limits, comment and labels, in the archive's order
 */
public record ArchiveDatabase(String owner, String create, List<String> statements) {
  private static final int WITH_PROVIDERS = 15;

  /** The words before DATABASE where a database's name follows. */
  private static final Set<String> BEFORE_DATABASE = Set.of("CREATE", "ALTER", "ON", "IN");

  /** Copies the list. */
  public ArchiveDatabase {
    statements = List.copyOf(statements);
  }

  /** What the head says; nothing when it says nothing, as in an archive of some tables only. */
  public static Optional<ArchiveDatabase> of(ArchiveHead head) {
    String owner = null;
    String create = null;
    List<String> statements = new ArrayList<>();
    for (TocEntry entry : head.entries()) {
      if (entry.kind().equals("DATABASE")) {
        owner = entry.owner();
        create = StatementTokens.statements(entry.definition()).get(0);
      } else if (isAboutTheDatabase(entry)) {
        statements.addAll(StatementTokens.statements(entry.definition()));
      }
    }
    return create == null
        ? Optional.empty()
        : Optional.of(new ArchiveDatabase(owner, create, statements));
  }

  private static boolean isAboutTheDatabase(TocEntry entry) {
    return switch (entry.kind()) {
      case "DATABASE PROPERTIES" -> true;
      case "ACL", "COMMENT", "SECURITY LABEL" -> entry.name().startsWith("DATABASE ");
      default -> false;
    };
  }

  /**
   * The statement that creates an empty database of this kind from template0: encoding, locale,
   * provider and tablespace.
   *
   * @param database its name
   * @param serverMajor the major version of the server that runs it
   */
  public String creating(String database, int serverMajor) {
    String statement = naming(create, database);
    List<Token> tokens = StatementTokens.of(statement);
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).is("LOCALE_PROVIDER")) {
        // Up to 14 there is only libc, and no word for it.
        return serverMajor < WITH_PROVIDERS && tokens.get(i + 2).is("libc")
            ? statement.substring(0, tokens.get(i).from())
                + statement.substring(tokens.get(i + 2).to()).stripLeading()
            : statement;
      }
    }
    // What is not said would be what the server's initdb was told.
    return serverMajor < WITH_PROVIDERS ? statement : statement + " LOCALE_PROVIDER = libc";
  }

  /**
   * The statements that make a database which {@link bactrian.postgres.SideDatabase} created what
   * the archive says: all of them work inside a transaction.
   */
  public List<String> finishing(String database) {
    String quoted = Identifier.quote(database);
    List<String> finishing = new ArrayList<>();
    finishing.add("ALTER DATABASE " + quoted + " OWNER TO " + Identifier.quote(owner));
    // The archive's grants say what differs from PostgreSQL's own; a side database is closed.
    finishing.add("GRANT CONNECT ON DATABASE " + quoted + " TO PUBLIC");
    for (String statement : statements) {
      finishing.add(naming(asRole(statement), database));
    }
    return List.copyOf(finishing);
  }

  /** The roles that have settings of their own in the database. */
  Set<String> roles() {
    Set<String> roles = new TreeSet<>();
    for (String statement : statements) {
      List<Token> tokens = StatementTokens.of(statement);
      if (tokens.size() > 3
          && tokens.get(0).is("ALTER")
          && tokens.get(1).is("ROLE")
          && tokens.get(2).isName()) {
        roles.add(tokens.get(2).text());
      }
    }
    return roles;
  }

  /** Who handed a privilege on is changed with SET ROLE, which is not for superusers alone. */
  private static String asRole(String statement) {
    List<Token> tokens = StatementTokens.of(statement);
    if (tokens.size() == 4 && tokens.get(0).is("SET") && tokens.get(2).is("AUTHORIZATION")) {
      return "SET LOCAL ROLE " + Identifier.quote(tokens.get(3).text());
    }
    return tokens.size() == 3 && tokens.get(0).is("RESET") && tokens.get(2).is("AUTHORIZATION")
        ? "RESET ROLE"
        : statement;
  }

  private static String naming(String statement, String database) {
    List<Token> tokens = StatementTokens.of(statement);
    for (int i = 1; i + 1 < tokens.size(); i++) {
      boolean nameFollows =
          tokens.get(i).is("DATABASE")
              && BEFORE_DATABASE.stream().anyMatch(tokens.get(i - 1)::is)
              && tokens.get(i + 1).isName();
      if (nameFollows) {
        Token name = tokens.get(i + 1);
        return statement.substring(0, name.from())
            + Identifier.quote(database)
            + statement.substring(name.to());
      }
    }
    return statement;
  }
}
