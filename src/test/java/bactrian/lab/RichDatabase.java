package bactrian.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A database with one of everything that has ever been lost between a dump and a restore: hostile
 * names, partitions, generated and identity columns, row security, large objects, an extension's
 * configuration tables, grants, settings. The content lies in SQL files beside this class. Its
 * roles are its own; whoever makes one drops it.
 *
 * @param server where it is
 * @param name the database's name, as it is (not quoted)
 * @param owner the role that owns the database and nearly everything in it; it may log in
 * @param reader the role that was granted this and that; it may not log in
 */
public record RichDatabase(LabServer server, String name, String owner, String reader) {
  /** The owner's password. */
  public static final String OWNER_PASSWORD = LabServer.PASSWORD + " too";

  /** The number of the first of 22 large objects in a row. */
  public static final int FIRST_LARGE_OBJECT = 7_000_001;

  /** Makes one with everything; only a superuser can dump and restore it. */
  public static RichDatabase create(LabServer server, String name)
      throws SQLException, IOException {
    return create(server, name, List.of("types", "tables", "behaviour"), List.of("superuser"));
  }

  /** Makes one that its owner, an ordinary role, can dump and restore without a superuser. */
  public static RichDatabase createOrdinary(LabServer server, String name)
      throws SQLException, IOException {
    return create(server, name, List.of("types", "tables", "behaviour"), List.of());
  }

  private static RichDatabase create(
      LabServer server, String name, List<String> asOwner, List<String> asSuperuser)
      throws SQLException, IOException {
    RichDatabase made = new RichDatabase(server, name, role(name, "owner's"), role(name, "léser"));
    server.execute(
        "postgres",
        "CREATE ROLE " + quoted(made.owner) + " LOGIN PASSWORD " + literal(OWNER_PASSWORD),
        "CREATE ROLE " + quoted(made.reader),
        "GRANT " + quoted(made.reader) + " TO " + quoted(made.owner),
        "CREATE DATABASE "
            + quoted(name)
            + " TEMPLATE template0 ENCODING 'UTF8' OWNER "
            + quoted(made.owner));
    try (Connection connection = server.connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION AUTHORIZATION " + quoted(made.owner));
      for (String file : asOwner) {
        statement.execute(made.script(file));
      }
      statement.execute("RESET SESSION AUTHORIZATION");
      for (String file : asSuperuser) {
        statement.execute(made.script(file));
      }
    }
    server.execute("postgres", made.script("database"));
    return made;
  }

  /**
   * Makes every new transaction in the database read-only by default. Whoever still wants to write
   * says {@code SET default_transaction_read_only = off} first.
   */
  public void makeReadOnlyByDefault() throws SQLException {
    server.execute(
        "postgres", "ALTER DATABASE " + quoted(name) + " SET default_transaction_read_only = on");
  }

  /** What the database holds now. */
  public DatabaseContent content() throws SQLException {
    return DatabaseContent.read(server, name);
  }

  /**
   * Drops the database and its roles. Databases that were made from it have to be gone, since its
   * roles own what is in them.
   */
  public void drop() throws SQLException {
    server.execute(
        "postgres",
        "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)",
        "DROP ROLE " + quoted(reader),
        "DROP ROLE " + quoted(owner));
  }

  private String script(String file) throws IOException {
    try (InputStream resource = RichDatabase.class.getResourceAsStream("rich/" + file + ".sql")) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${database}", quoted(name))
          .replace("${owner}", quoted(owner))
          .replace("${owner_text}", literal(owner))
          .replace("${reader}", quoted(reader))
          .replace("${publication}", quoted("news of " + owner))
          .replace("${event_trigger}", quoted("watch " + owner))
          .replace("${large_object}", Integer.toString(FIRST_LARGE_OBJECT));
    }
  }

  /**
   * A name of at most 63 bytes, beyond which PostgreSQL cuts, that no other database's role has.
   */
  private static String role(String database, String kind) {
    CRC32 checksum = new CRC32();
    checksum.update(database.getBytes(StandardCharsets.UTF_8));
    return "%s %s".formatted(Long.toHexString(checksum.getValue()), kind);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
