package bactrian.postgres;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A small database like authentik's, on a throw-away server. It belongs to an ordinary role that
 * may create databases, as an application's does.
 *
 * @param source sessions of that role in that database
 */
public record SampleDatabase(JdbcSource source) {
  /** Its name, and that of its owner. */
  public static final String NAME = "authentik";

  /** The table that is lost in the show. */
  public static final String LOST = "authentik_events_event";

  private static final String SCRIPT = "/demo/authentik.sql";

  /** Creates and fills it. */
  public static SampleDatabase create(ThrowAwayServer server) {
    Secret password = ThrowAwayServer.randomSecret();
    execute(
        new JdbcSource(server.target("postgres"), "demo"),
        "CREATE ROLE authentik LOGIN CREATEDB PASSWORD " + Literal.quote(password.reveal()),
        "CREATE DATABASE authentik OWNER authentik");
    SampleDatabase sample =
        new SampleDatabase(new JdbcSource(server.target(NAME, password, NAME), "demo"));
    execute(sample.source(), script());
    return sample;
  }

  /** The destructive statement of the show. */
  public static String disaster() {
    return "DROP TABLE " + LOST;
  }

  /** Loses a table with all its rows. */
  public void lose() {
    execute(source, disaster());
  }

  /** What its tables hold now. */
  public List<TableContent> content() {
    try (Connection session = source.connect()) {
      return TableContent.read(session);
    } catch (SQLException e) {
      throw RunFailure.failed("The sample database did not answer: " + e.getMessage(), e);
    }
  }

  private static void execute(JdbcSource source, String... statements) {
    try (Connection session = source.connect();
        Statement statement = session.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw RunFailure.failed("The sample database could not be changed: " + e.getMessage(), e);
    }
  }

  private static String script() {
    try (InputStream script = SampleDatabase.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(SCRIPT + " is not in the program", e);
    }
  }
}
