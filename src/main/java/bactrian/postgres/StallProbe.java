package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Asks the server whether a child that moves no bytes is still being worked for: whether a backend
 * under one of our application names is active. One that waits for a lock is; one that waits for
 * its client is not, since then the child is what stands still.
 */
public final class StallProbe implements BooleanSupplier {
  private static final String QUERY =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_stat_activity a
         WHERE pg_catalog.starts_with(a.application_name, ?)
           AND a.pid <> pg_catalog.pg_backend_pid()
           AND a.state = 'active' AND a.wait_event_type IS DISTINCT FROM 'Client')""";

  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(15);

  private final DataSource admin;
  private final String applicationName;
  private final Duration patience;

  /**
   * @param admin sessions of the admin database, of the role that the children connect as: another
   *     role may not see what they do
   * @param applicationName what the children's application names start with
   * @param patience how long the server may take to answer
   */
  public StallProbe(DataSource admin, String applicationName, Duration patience) {
    this.admin = admin;
    this.applicationName = applicationName;
    this.patience = patience;
  }

  /** Asks this server about the sessions and children that have the source's purpose. */
  public static StallProbe of(JdbcSource server) {
    return new StallProbe(server.dataSource(), server.applicationName(), USUAL_PATIENCE);
  }

  /** Whether a backend of ours is active; false also when the server does not answer in time. */
  @Override
  public boolean getAsBoolean() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread asking = new Thread(() -> ask(answer), "stall probe");
    asking.setDaemon(true);
    asking.start();
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false; // a server that cannot be asked does not work for us either
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** On a thread of its own, which ends by the time-outs of connection and socket. */
  private void ask(CompletableFuture<Boolean> answer) {
    try (Connection connection = admin.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
      try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
        statement.setString(1, applicationName);
        try (ResultSet row = statement.executeQuery()) {
          answer.complete(row.next() && row.getBoolean(1));
        }
      }
    } catch (SQLException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
