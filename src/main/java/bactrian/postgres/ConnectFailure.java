package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.FileNotFoundException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what went wrong while connecting into one sentence. Goes by SQLSTATE and by the server's
 * routine name, never by the text, which the server and pgjdbc translate.
 */
public final class ConnectFailure {
  private ConnectFailure() {}

  /** The failure that tells the operator what happened and what to do now; exit status 1. */
  public static RunFailure of(Target target, SQLException cause) {
    return RunFailure.failed(sentence(target, cause), cause);
  }

  /** What happened, to which server, database and role, and what to do now; never the password. */
  public static String sentence(Target target, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String at = "PostgreSQL at " + target.server();
    String user = "user \"" + target.user() + "\"";
    String database = "database \"" + target.database() + "\"";
    return switch (state) {
      case "28P01" ->
          at
              + " rejected the password of "
              + user
              + " (or has no such role): check postgresql.user and postgresql.password.";
      case "28000" -> unauthorized(cause, at, user, database);
      case "3D000" ->
          at + " has no " + database + ": check postgresql.name, or create it (" + user + ").";
      case "42501" ->
          at
              + " does not let "
              + user
              + " into "
              + database
              + ": run GRANT CONNECT ON DATABASE "
              + Identifier.quote(target.database())
              + " TO "
              + Identifier.quote(target.user())
              + ".";
      case "53300" ->
          at
              + " has no connection left for "
              + user
              + " in "
              + database
              + " ("
              + detail(cause)
              + "): raise max_connections or the connection limit, or close sessions.";
      case "55000" ->
          at
              + " has "
              + database
              + " closed to connections: run ALTER DATABASE "
              + Identifier.quote(target.database())
              + " ALLOW_CONNECTIONS true ("
              + user
              + ").";
      case "57P03" ->
          at
              + " is starting, stopping or recovering ("
              + detail(cause)
              + "): try again when it accepts connections ("
              + user
              + ").";
      default -> unreached(target, cause, at, user, database);
    };
  }

  private static String unauthorized(SQLException cause, String at, String user, String database) {
    String routine =
        server(cause) == null || server(cause).getRoutine() == null
            ? ""
            : server(cause).getRoutine();
    return switch (routine) {
      case "InitializeSessionUserId" ->
          at
              + " has no "
              + user
              + " that may log in ("
              + detail(cause)
              + "): check postgresql.user, or create the role with LOGIN.";
      case "ClientAuthentication" ->
          at
              + " has no line in pg_hba.conf that lets "
              + user
              + " into "
              + database
              + " from here ("
              + detail(cause)
              + "): add one, or check postgresql.sslmode.";
      default ->
          at
              + " did not let "
              + user
              + " into "
              + database
              + " ("
              + detail(cause)
              + "): check postgresql.user and pg_hba.conf.";
    };
  }

  private static String unreached(
      Target target, SQLException cause, String at, String user, String database) {
    String who = " (" + user + ", " + database + ")";
    if (caused(cause, UnknownHostException.class)) {
      return at + " cannot be found" + who + ": its host name is unknown, check postgresql.host.";
    }
    if (caused(cause, SocketTimeoutException.class)) {
      return at
          + " did not answer in time"
          + who
          + ": check postgresql.host, postgresql.port, and the network or firewall between.";
    }
    if (caused(cause, FileNotFoundException.class) && target.sslRootCertOrNull() != null) {
      return at
          + " was not contacted"
          + who
          + ": postgresql.sslrootcert names "
          + target.sslRootCertOrNull()
          + ", which cannot be read.";
    }
    if (caused(cause, SSLException.class)) {
      return at
          + " and we agreed on no TLS connection"
          + who
          + " ("
          + detail(cause)
          + "): check postgresql.sslmode ("
          + target.sslMode()
          + ") and postgresql.sslrootcert.";
    }
    return switch (cause.getSQLState() == null ? "" : cause.getSQLState()) {
      case "08001" ->
          at
              + " does not answer"
              + who
              + ": check that it runs, and postgresql.host and postgresql.port.";
      case "08004" ->
          at
              + " and we agreed on no way to log in"
              + who
              + " ("
              + detail(cause)
              + "): check postgresql.password and postgresql.sslmode ("
              + target.sslMode()
              + ").";
      default ->
          at
              + " could not be connected to"
              + who
              + " ("
              + detail(cause)
              + "): check postgresql.host, postgresql.port and postgresql.sslmode ("
              + target.sslMode()
              + ").";
    };
  }

  private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
      depth++;
    }
    return false;
  }

  private static ServerErrorMessage server(SQLException cause) {
    return cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
  }

  private static String detail(SQLException cause) {
    ServerErrorMessage server = server(cause);
    String text = server != null ? server.getMessage() : cause.getMessage();
    String line = text == null ? "no reason given" : text.lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
