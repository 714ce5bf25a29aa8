package bactrian.backup;

import bactrian.catalog.CatalogEntry;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.schedule.CatchUp;
import bactrian.schedule.Overdue;
import bactrian.schedule.Slots;
import bactrian.store.StoreCatalog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Decides what the service does at a slot, and remembers what it has seen: which slot waits because
 * somebody else was at work, and the newest backup. All of it is lost with the process, and found
 * again in the stores.
 */
public final class ServiceSchedule {
  private final Slots slots;
  private final String alias;
  private final Duration grace;
  private final ServiceJournal journal;
  private final Clock clock;
  private final Instant started;
  private boolean looking = true;
  private Instant waiting;
  private Optional<Instant> newest = Optional.empty();
  private String lastUnready;

  /**
   * @param alias whose backups the slots' are
   * @param grace how long after its time a slot counts for {@link #overdue}
   */
  public ServiceSchedule(
      Slots slots, String alias, Duration grace, ServiceJournal journal, Clock clock) {
    this.slots = slots;
    this.alias = alias;
    this.grace = grace;
    this.journal = journal;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Tells when the next slot is due. */
  public void tellNext() {
    next().ifPresent(journal::next);
  }

  /**
   * The slot that Quartz fires for, or null when a later one is due already: that one fires next,
   * and its backup serves both.
   *
   * @param due when Quartz should have fired; of one that is late by more than a minute it says the
   *     time that it is, which is no slot
   */
  public Instant slot(@Header("scheduledFireTime") Date due) {
    Instant slot = slots.lastDue(due.toInstant()).orElseThrow();
    Instant last = slots.lastDue(clock.instant()).orElse(slot);
    if (last.isAfter(slot)) {
      journal.skipped(slot, last);
      return null;
    }
    return slot;
  }

  /** Whether it is worth to ask the stores for a slot to make up. */
  public synchronized boolean isLooking() {
    return looking;
  }

  /**
   * The slot to make up, or null.
   *
   * @param stores what each store holds
   */
  public synchronized Instant missed(@Body List<StoreCatalog> stores) {
    List<Instant> taken = new ArrayList<>();
    StoreCatalog.answered(stores).values().stream()
        .flatMap(catalog -> catalog.complete().stream())
        .map(CatalogEntry.Complete::name)
        .filter(name -> name.alias().equals(alias))
        .forEach(name -> taken.add(name.taken()));
    newest = taken.stream().max(Instant::compareTo).or(() -> newest);
    if (waiting != null) {
      // It was due while the service ran, so it is made up even if it is the first of all.
      taken.add(Instant.EPOCH);
    }
    looking = false;
    return CatchUp.due(slots, taken, clock.instant()).orElse(null);
  }

  /** What is asked for a slot. */
  public BackupRequest request(@Variable("slot") Instant slot) {
    return BackupRequest.scheduled(slot);
  }

  /** A slot has its backup. */
  public void made(@Body BackupOutcome outcome) {
    synchronized (this) {
      waiting = null;
      looking = false;
      newest = Optional.of(outcome.name().taken());
      lastUnready = null;
    }
    journal.made(outcome);
    tellNext();
  }

  /** A slot has none; when somebody else was at work, it is looked at again until it has one. */
  public void failed(@Variable("slot") Instant slot, Exchange exchange) {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Optional<Failure> busy =
        Failure.firstIn(thrown).filter(failure -> failure.exitCode() == ExitCode.BUSY);
    boolean first;
    synchronized (this) {
      first = !slot.equals(waiting);
      waiting = busy.isPresent() ? slot : null;
      looking = busy.isPresent();
    }
    if (busy.isEmpty()) {
      journal.failed(slot, thrown);
    } else if (first) {
      journal.busy(slot, busy.get().sentence());
    }
    if (first) {
      tellNext();
    }
  }

  /** Something would keep the next slot from its backup; said once until it changes. */
  public void unready(Exchange exchange) {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    synchronized (this) {
      if (Objects.equals(lastUnready, thrown.getMessage())) {
        return;
      }
      lastUnready = thrown.getMessage();
    }
    journal.unready(thrown);
  }

  /** The slot that should have been backed up long since, if any. */
  public synchronized Optional<Instant> overdue() {
    // Who has no backup yet is not late before the schedule has had its chance.
    return Overdue.slot(slots, newest.orElse(started), clock.instant(), grace);
  }

  /** When the newest backup was taken that the service knows of, if it knows of one. */
  public synchronized Optional<Instant> newest() {
    return newest;
  }

  /** When the next slot is due, unless there is none any more. */
  public Optional<Instant> next() {
    return slots.nextAfter(clock.instant());
  }
}
