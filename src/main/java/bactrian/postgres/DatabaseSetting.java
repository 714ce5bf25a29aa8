package bactrian.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A setting that a database, or a role in that database, starts its sessions with.
 *
 * @param roleOrNull the role of {@code ALTER ROLE … IN DATABASE}, or null for {@code ALTER
 *     DATABASE}
 * @param name the setting
 * @param value its value, as {@code pg_db_role_setting} has it
 */
public record DatabaseSetting(String roleOrNull, String name, String value) {
  /**
   * The settings whose value is a list of names, each quoted by itself (GUC_LIST_QUOTE; the list is
   * that of pg_dump's variable_is_guc_list_quote).
   */
  private static final Set<String> LISTS_OF_NAMES =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /** The statement that gives the database this setting, as pg_dump writes it. */
  String statement(String database) {
    String quoted = Identifier.quote(database);
    String whose =
        roleOrNull == null
            ? "ALTER DATABASE " + quoted
            : "ALTER ROLE " + Identifier.quote(roleOrNull) + " IN DATABASE " + quoted;
    return whose + " SET " + Identifier.quote(name) + " TO " + values();
  }

  private String values() {
    if (!LISTS_OF_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
      return Literal.quote(value);
    }
    List<String> names = names(value);
    return names.isEmpty()
        ? Literal.quote("")
        : String.join(", ", names.stream().map(Literal::quote).toList());
  }

  /** Takes a list of names apart as PostgreSQL's SplitGUCList does. */
  static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quoted && c == '"' && i + 1 < list.length() && list.charAt(i + 1) == '"') {
        name.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
        wasQuoted = true;
      } else if (c == ',' && !quoted) {
        names.add(name.toString());
        name.setLength(0);
        wasQuoted = false;
      } else if (quoted || !Character.isWhitespace(c)) {
        name.append(c);
      }
    }
    if (!names.isEmpty() || wasQuoted || name.length() > 0) {
      names.add(name.toString());
    }
    return names;
  }
}
