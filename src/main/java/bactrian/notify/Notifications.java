package bactrian.notify;

import bactrian.backup.BackupOutcome;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.settings.Settings;
import bactrian.verify.VerifyOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Says who is told what, and complains of those who could not be told. */
public final class Notifications {
  private static final Duration POLL = Duration.ofMillis(200);

  /** 20 seconds of them. */
  private static final int MOST_POLLS = 100;

  private final Settings.Notify settings;
  private final String database;
  private final Letters letters;
  private final BooleanSupplier stopping;
  private final Consumer<String> complaints;
  private final Clock clock;

  /**
   * @param settings who is told
   * @param database the database that backups are of
   * @param host this machine
   * @param stopping whether the program is being stopped: then there is nobody's time for it
   * @param complaints takes a sentence for everybody who was not told
   */
  public Notifications(
      Settings.Notify settings,
      String database,
      String host,
      BooleanSupplier stopping,
      Consumer<String> complaints,
      Clock clock) {
    this.settings = settings;
    this.database = database;
    this.letters = new Letters(database, host);
    this.stopping = stopping;
    this.complaints = complaints;
    this.clock = clock;
  }

  /** Of a backup that was made; of one that was there already, nothing. */
  public Delivery ofBackup(@Variable("outcome") BackupOutcome outcome) {
    return outcome.slotHeld() ? new Delivery(List.of()) : of(News.of(outcome, database));
  }

  /**
   * Of a backup that failed, unless somebody else is at it.
   *
   * @param outcomeOrNull what was published before it failed
   */
  public Delivery ofFailedBackup(
      @Variable("outcome") BackupOutcome outcomeOrNull, @Variable("thrown") Throwable thrown) {
    if (code(thrown) == ExitCode.BUSY) {
      return new Delivery(List.of());
    }
    String sentence = sentence(thrown);
    return of(
        outcomeOrNull == null
            ? News.noBackup(database, sentence)
            : News.of(outcomeOrNull, database, sentence));
  }

  /** Of a proof, or of what stood against it. */
  public Delivery ofProof(@Variable("outcome") VerifyOutcome outcome) {
    return of(News.of(outcome, database));
  }

  /** Of proofs that were not begun, unless there is nothing to prove. */
  public Delivery ofNoProof(@Variable("thrown") Throwable thrown) {
    return Set.of(ExitCode.NOT_FOUND, ExitCode.BUSY).contains(code(thrown))
        ? new Delivery(List.of())
        : of(News.noProof(database, sentence(thrown)));
  }

  /** Why the run has failed, before anything else can. */
  public Throwable thrown(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }

  /** Ends the run as it would have ended without all this. */
  public void rethrow(@Variable("thrown") Throwable thrown) throws Throwable {
    throw thrown;
  }

  /** Makes the exchange what its endpoint is told, and nothing else. */
  public void address(@Variable("message") Message message, Exchange exchange) {
    exchange.getMessage().removeHeaders("*");
    message.headers().forEach(exchange.getMessage()::setHeader);
    exchange.getMessage().setBody(message.body());
  }

  /** An endpoint was told. */
  public void told(@Variable("delivery") Delivery delivery, @Variable("message") Message message) {
    delivery.told(message);
  }

  /** An endpoint could not be told. */
  public void failed(
      @Variable("delivery") Delivery delivery,
      @Variable("message") Message message,
      Exchange exchange) {
    delivery.failed(message, Undelivered.because(thrown(exchange), message.uri()));
  }

  /** Waits for everybody's answer, but not for ever, and not when the program is stopped. */
  public void await(@Variable("delivery") Delivery delivery) throws InterruptedException {
    boolean answered = false;
    for (int poll = 0; poll < MOST_POLLS && !answered && !stopping.getAsBoolean(); poll++) {
      answered = delivery.await(POLL);
    }
  }

  /** Complains of everybody who was not told. */
  public void complain(@Variable("delivery") Delivery delivery) {
    delivery.complaints().forEach(complaints);
  }

  private Delivery of(News news) {
    if (stopping.getAsBoolean()) {
      return new Delivery(List.of());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new Delivery(
        settings.of(news.succeeded()).stream()
            .map(endpoint -> letters.write(endpoint, news, now))
            .toList());
  }

  private static ExitCode code(Throwable thrown) {
    return Failure.firstIn(thrown).map(Failure::exitCode).orElse(ExitCode.FAILED);
  }

  private static String sentence(Throwable thrown) {
    return Optional.of(thrown)
        .flatMap(Failure::firstIn)
        .map(Failure::sentence)
        .orElseGet(
            () -> "something unforeseen went wrong (" + thrown.getClass().getSimpleName() + ")");
  }
}
