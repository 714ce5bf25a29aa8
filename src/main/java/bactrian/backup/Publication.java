package bactrian.backup;

import bactrian.catalog.Index;
import bactrian.catalog.IndexWriter;
import bactrian.catalog.Manifest;
import bactrian.catalog.ManifestJson;
import bactrian.catalog.StoredName;
import bactrian.failure.RunFailure;
import bactrian.seal.Recipient;
import bactrian.settings.Settings;
import bactrian.store.Copy;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Writes what goes beside an archive: index, hold, and the manifest that makes the backup exist.
 */
public final class Publication {
  private final Sealing sealing;
  private final String database;
  private final String host;
  private final String programVersion;
  private final Clock clock;

  /**
   * @param database the database's name: what the server says comes in the database's encoding
   * @param host the name of this machine
   * @param programVersion Bactrian's own version
   */
  public Publication(
      Settings.Backup settings, String database, String host, String programVersion, Clock clock) {
    this.sealing = Sealing.of(settings);
    this.database = database;
    this.host = host;
    this.programVersion = programVersion;
    this.clock = clock;
  }

  /**
   * The run after its archive went to every store.
   *
   * @throws IOException the dump's own failure
   */
  public BackupRun archived(@Variable("run") BackupRun run, @Body List<StoreOutcome> outcomes)
      throws IOException {
    DumpResult dump = run.dumped();
    List<StoreOutcome> compared =
        outcomes.stream().map(outcome -> compared(outcome, dump)).toList();
    return run.stored(
        compared,
        Optional.of(
            new Manifest.HashedFile(
                StoredName.archive(run.claimedName(), sealing.encrypts()),
                dump.length(),
                dump.sha256())));
  }

  /**
   * A store that read a clean end but not every byte would be our own defect; it is caught here.
   */
  private static StoreOutcome compared(StoreOutcome outcome, DumpResult dump) {
    return outcome
        .stored()
        .filter(s -> s.size() != dump.length() || !s.sha256().equals(dump.sha256()))
        .map(
            s ->
                StoreOutcome.failed(
                    outcome.store(),
                    RunFailure.failed("The store " + outcome.store() + " took other bytes")))
        .orElse(outcome);
  }

  /** The copies of a small file for the surviving stores. */
  public List<Copy> copies(@Variable("run") BackupRun run, @Variable("file") SmallFile file) {
    return file.copies(run.surviving());
  }

  /** The run after a small file went to the surviving stores. */
  public BackupRun stored(
      @Variable("run") BackupRun run,
      @Variable("file") SmallFile file,
      @Body List<StoreOutcome> outcomes) {
    BackupRun next =
        run.stored(outcomes, file.isListed() ? Optional.of(file.hashed()) : Optional.empty());
    if (next.surviving().isEmpty()) {
      throw RunFailure.failed(
          "No backup was made: "
              + next.outcomes().stream()
                  .flatMap(outcome -> outcome.failure().stream())
                  .map(StoreOutcome.Reason::sentence)
                  .distinct()
                  .reduce((one, other) -> one + "; " + other)
                  .orElse("no store is left"));
    }
    return next;
  }

  /** Where every table and every frame lies. */
  public SmallFile index(@Variable("run") BackupRun run) throws IOException {
    DumpResult dump = run.dumped();
    return SmallFile.sealed(
        StoredName.index(run.claimedName(), sealing.encrypts()),
        sealing,
        out -> {
          IndexWriter writer = new IndexWriter(out, run.claimedName(), dump.rawLength());
          for (Index.Frame frame : dump.frames()) {
            writer.frame(frame);
          }
          for (Index.Entry entry : dump.entries()) {
            writer.entry(entry);
          }
          writer.finish();
        });
  }

  /** The mark that keeps the backup from retention. */
  public SmallFile hold(@Variable("run") BackupRun run) {
    return SmallFile.hold(run.claimedName());
  }

  /**
   * The run with its manifest, made just before it is published.
   *
   * @throws RunFailure when the lock was lost, so that somebody else may be at work
   */
  public BackupRun describe(@Variable("run") BackupRun run) throws IOException {
    run.lock().orElseThrow().check();
    DumpResult dump = run.dumped();
    BackupRun.Plan plan = run.plan();
    return run.published(
        new Manifest(
            run.claimedName(),
            database,
            plan.request().slot(),
            plan.started(),
            clock.instant(),
            host,
            programVersion,
            run.dump().orElseThrow().applicationVersion(),
            plan.server().version(),
            plan.pgDump().version().text(),
            dump.header().major() + "." + dump.header().minor(),
            plan.server().encoding(),
            new Manifest.Compression("zstd", sealing.level()),
            sealing.recipients().stream().map(Recipient::text).toList(),
            dump.rawLength(),
            dump.totals(),
            run.globals(),
            run.files()));
  }

  /** The manifest as a file. */
  public SmallFile manifest(@Variable("run") BackupRun run) {
    return new SmallFile(
        StoredName.manifest(run.claimedName()), ManifestJson.write(run.manifest().orElseThrow()));
  }

  /** What the run came to. */
  public BackupOutcome outcome(@Variable("run") BackupRun run) {
    return new BackupOutcome(
        run.claimedName(), run.slotHeld(), run.manifest(), run.outcomes(), List.of());
  }
}
