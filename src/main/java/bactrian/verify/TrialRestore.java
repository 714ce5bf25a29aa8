package bactrian.verify;

import bactrian.archive.ArchiveHead;
import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Token;
import bactrian.archive.TocEntry;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifest;
import bactrian.postgres.AdminDatabase;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.Identifier;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.MajorVersion;
import bactrian.postgres.Prerequisites;
import bactrian.postgres.Refusal;
import bactrian.postgres.RunFolder;
import bactrian.postgres.SideDatabase;
import bactrian.postgres.SwapNeeds;
import bactrian.postgres.ThrowAwayServer;
import bactrian.postgres.WorkFolder;
import bactrian.restore.ArchiveDatabase;
import bactrian.restore.ArchiveNeeds;
import bactrian.restore.BackupFiles;
import bactrian.restore.RestorePlan;
import bactrian.restore.RestorePlanning;
import bactrian.restore.RestoreRequest;
import bactrian.restore.RestoreRun;
import bactrian.restore.RestoreSource;
import bactrian.restore.RestoreSources;
import bactrian.restore.RestoreSteps;
import bactrian.seal.Identity;
import bactrian.store.FrameSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** A restore into a database that nobody uses, on the server of a proof. */
public final class TrialRestore {
  /** What the database is named after: no database of the application's is called so. */
  private static final String SUFFIX = "_verify";

  private final Map<String, FrameSource> sources;
  private final Identity identity;
  private final ClientTools tools;
  private final BooleanSupplier stopped;
  private final Clock clock;

  /**
   * @param sources each store's files, by the store's name
   * @param identity opens sealed backups
   * @param stopped whether the program is being stopped
   */
  public TrialRestore(
      Map<String, FrameSource> sources,
      Identity identity,
      ClientTools tools,
      BooleanSupplier stopped,
      Clock clock) {
    this.sources = Map.copyOf(sources);
    this.identity = identity;
    this.tools = tools;
    this.stopped = stopped;
    this.clock = clock;
  }

  /**
   * The run of a restore, with the fresh database that it fills. What killed proofs left there is
   * removed first.
   */
  public RestoreRun begin(@Variable("proof") ProofRun run, @Variable("server") ProofServer server)
      throws IOException {
    RestoreSource.Backup source = RestoreSources.read(files(run));
    String original = source.files().manifest().database() + SUFFIX;
    JdbcSource there = server.source().withDatabase(original);
    RestorePlan plan = plan(server, there, source);
    JdbcSource admin = admin(server, original);
    DatabaseLock lock = DatabaseLock.tryAcquire(admin, original);
    WorkFolder folder = null;
    try {
      folder = RunFolder.open(there);
      SideDatabase databases = new SideDatabase(admin);
      databases.dropLeftovers(lock);
      String id = UUID.randomUUID().toString();
      UnaryOperator<String> create = name -> creating(source.head(), name, plan.server().major());
      return RestoreRun.claimed(plan, id, folder, lock, there)
          .filling(databases.create(lock, create, id, clock.instant()));
    } catch (RuntimeException e) {
      if (folder != null) {
        RunFolder.close(folder);
      }
      lock.close();
      throw e;
    }
  }

  /** The files in all stores whose copy was found right. */
  private BackupFiles files(ProofRun run) {
    Map<String, FrameSource> right = new LinkedHashMap<>();
    Manifest manifest = null;
    for (CopyVerdict copy : run.copies()) {
      if (copy.passed() && run.entries().get(copy.store()) instanceof CatalogEntry.Complete entry) {
        manifest = manifest == null ? entry.manifest() : manifest;
        if (entry.manifest().equals(manifest)) {
          right.put(copy.store(), sources.get(copy.store()));
        }
      }
    }
    return new BackupFiles(manifest, right, identity);
  }

  private RestorePlan plan(ProofServer server, JdbcSource there, RestoreSource.Backup source) {
    if (server.own().isPresent()) {
      SwapNeeds needs =
          ArchiveNeeds.withDatabase(
              source.head(), RestoreSteps.of(source.head(), ThrowAwayServer.SUPERUSER));
      Set<String> roles = new TreeSet<>(needs.roles());
      roles.addAll(needs.mentioned());
      new Prerequisites(server.source()).create(roles, tablespaces(source.head()));
    }
    RestorePlan plan =
        new RestorePlanning(server.settings(), there, tools)
            .plan(RestoreRequest.planOf(source.name()), source);
    if (!plan.refusals().isEmpty()) {
      throw new NotProven(
          plan.refusals().stream().map(Refusal::sentence).collect(Collectors.joining(" "))
              + " That is about "
              + server.words()
              + ", not about the backup.");
    }
    return plan;
  }

  private static Set<String> tablespaces(ArchiveHead head) {
    Set<String> names = new TreeSet<>();
    for (TocEntry entry : head.entries()) {
      names.add(entry.tablespace());
    }
    List<Token> create =
        ArchiveDatabase.of(head)
            .map(database -> StatementTokens.of(database.create()))
            .orElse(List.of());
    for (int i = 0; i + 2 < create.size(); i++) {
      if (create.get(i).is("TABLESPACE")) {
        names.add(create.get(i + 2).text());
      }
    }
    names.remove("");
    return names;
  }

  private static String creating(ArchiveHead head, String name, int serverMajor) {
    return ArchiveDatabase.of(head)
        .map(database -> database.creating(name, serverMajor))
        .orElse("CREATE DATABASE " + Identifier.quote(name) + " TEMPLATE template0");
  }

  private static JdbcSource admin(ProofServer server, String original) {
    return AdminDatabase.find(
        server.source(), server.settings().admin().database().orElse(null), original);
  }

  /** What time it is. */
  public Instant now() {
    return clock.instant();
  }

  /** The proof whose restore began then and is done now. */
  public ProofRun restored(@Variable("proof") ProofRun run, @Variable("begun") Instant begun) {
    return run.restoredIn(Duration.between(begun, clock.instant()));
  }

  /** The proof after everything was restored and compared. */
  public ProofRun proven(
      @Variable("proof") ProofRun run,
      @Variable("restore") RestoreRun restore,
      @Body List<String> findings) {
    ProofRun there = run.on(restore.plan().server().version());
    return findings.isEmpty()
        ? there.found(judged(there, Verdicts.passed(run.level())))
        : there.found(judged(there, Verdicts.failed(run.level(), findings)));
  }

  /**
   * The proof when it was not restored: whether that says something about the backup.
   *
   * @throws Exception what was thrown, when the program is being stopped or was used wrongly
   */
  public ProofRun failed(
      @Variable("proof") ProofRun run,
      @Variable("restore") RestoreRun restoreOrNull,
      Exchange exchange)
      throws Exception {
    Exception thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    ArchiveFrames.requireNotStopped(stopped);
    TrialFailure failure = TrialFailure.of(thrown, sameMajor(restoreOrNull));
    if (restoreOrNull == null) {
      return run.found(judged(run, failure.verdict(run.level())));
    }
    ProofRun there = run.on(restoreOrNull.plan().server().version());
    return there.found(judged(there, failure.verdict(run.level())));
  }

  /** Whether the server's major version is that of the backup: another may refuse what is right. */
  private static boolean sameMajor(RestoreRun restoreOrNull) {
    return restoreOrNull != null
        && restoreOrNull
            .plan()
            .source()
            .archive()
            .filter(
                head ->
                    MajorVersion.of(head.header().serverVersion())
                        .equals(OptionalInt.of(restoreOrNull.plan().server().major())))
            .isPresent();
  }

  private static List<CopyVerdict> judged(ProofRun run, UnaryOperator<CopyVerdict> verdict) {
    List<CopyVerdict> all = new ArrayList<>();
    for (CopyVerdict copy : run.copies()) {
      all.add(copy.passed() ? verdict.apply(copy) : copy);
    }
    return all;
  }

  /** Gives back what the run holds: on a server that goes on, the database as well. */
  public void release(
      @Variable("server") ProofServer server, @Variable("restore") RestoreRun restore) {
    if (restore == null) {
      return;
    }
    try {
      if (server.own().isEmpty() && restore.lock().stillHeld()) {
        new SideDatabase(admin(server, restore.lock().database()))
            .drop(restore.lock(), restore.side().orElseThrow());
      }
    } finally {
      RunFolder.close(restore.folder());
      restore.lock().close();
    }
  }
}
