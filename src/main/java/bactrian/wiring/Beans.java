package bactrian.wiring;

import bactrian.backup.BackupClaim;
import bactrian.backup.BackupPreflight;
import bactrian.backup.Globals;
import bactrian.backup.Holding;
import bactrian.backup.Listing;
import bactrian.backup.PgDumpCommand;
import bactrian.backup.Pruning;
import bactrian.backup.Publication;
import bactrian.backup.SafetyBackup;
import bactrian.backup.StoreOutcomes;
import bactrian.notify.EndpointTimeouts;
import bactrian.notify.Notifications;
import bactrian.postgres.ChildEnvironment;
import bactrian.postgres.ChildLauncher;
import bactrian.postgres.Children;
import bactrian.postgres.ClientTools;
import bactrian.postgres.FedInput;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.LiveOutput;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.StallProbe;
import bactrian.postgres.Target;
import bactrian.restore.BesideDump;
import bactrian.restore.BesideLive;
import bactrian.restore.LegacyRestore;
import bactrian.restore.PgRestoreCommand;
import bactrian.restore.PsqlCommand;
import bactrian.restore.RestoreChecks;
import bactrian.restore.RestoreClaim;
import bactrian.restore.RestoreData;
import bactrian.restore.RestoreLanes;
import bactrian.restore.RestorePlanning;
import bactrian.restore.RestoreSources;
import bactrian.restore.RollbackSteps;
import bactrian.restore.Showing;
import bactrian.retention.Policy;
import bactrian.seal.Identity;
import bactrian.settings.RouteProperties;
import bactrian.settings.Settings;
import bactrian.store.CatalogReader;
import bactrian.store.ConfiguredStores;
import bactrian.store.FrameSource;
import bactrian.store.Gathered;
import bactrian.store.LocalStore;
import bactrian.stream.Progress;
import bactrian.verify.CopyChecks;
import bactrian.verify.ProofFiles;
import bactrian.verify.ProofServers;
import bactrian.verify.Proving;
import bactrian.verify.TrialChecks;
import bactrian.verify.TrialDump;
import bactrian.verify.TrialRestore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Makes the beans from the settings, each by its constructor. */
public final class Beans implements AutoCloseable {
  /** The alias of the one database that the settings name. */
  public static final String ALIAS = "default";

  /** What part of the heap the frames of a restore may fill together. */
  private static final int FRAME_SHARE = 4;

  private final Settings settings;
  private final Map<String, String> environment;
  private final String run;
  private final Clock clock;
  private final Progress progress;
  private final Consumer<String> complaints;
  private final Children children = new Children();
  private final LocalStore localStore;
  private final ExecutorService storeThreads = threads("store");
  private final ExecutorService laneThreads = threads("lane");
  private final ExecutorService proofThreads = threads("proof");
  private final ExecutorService notifyThreads = threads("notify");
  private final Optional<S3Beans> s3;
  private final ProofServers proofServers;

  /**
   * @param environment the environment of this program; children get nothing of it but PATH and
   *     HOME
   * @param run what tells this process's sessions from those of others, such as {@code backup 4711}
   * @param progress watches the streams that take their time
   * @param complaints takes a sentence for everybody who could not be told how a run ended
   */
  public Beans(
      Settings settings,
      Map<String, String> environment,
      String run,
      Clock clock,
      Progress progress,
      Consumer<String> complaints) {
    this.settings = settings;
    this.environment = Map.copyOf(environment);
    this.run = run;
    this.clock = clock;
    this.progress = progress;
    this.complaints = complaints;
    this.localStore = new LocalStore(settings.postgresql().backup().directory(), ALIAS);
    this.proofServers =
        new ProofServers(
            settings.postgresql(),
            environment.get("PATH"),
            Path.of(System.getProperty("java.io.tmpdir")),
            run);
    this.s3 = stores().contains(S3Beans.STORE) ? Optional.of(s3Beans()) : Optional.empty();
  }

  private S3Beans s3Beans() {
    return new S3Beans(
        settings.s3().orElseThrow(),
        settings.postgresql().backup().stallTimeout(),
        ALIAS,
        storeThreads);
  }

  /** The names of the stores that the settings name. */
  List<String> stores() {
    return settings.postgresql().backup().stores();
  }

  /** Lets go of connections and threads. */
  @Override
  public void close() {
    s3.ifPresent(S3Beans::close);
    storeThreads.shutdownNow();
    laneThreads.shutdownNow();
    proofThreads.shutdownNow();
    notifyThreads.shutdownNow();
  }

  /** Ends all children and private servers, so that whoever waits for one goes on. */
  void endChildren() {
    children.endAll();
    proofServers.interrupt();
  }

  Path incomingFolder() {
    return localStore.incomingFolder();
  }

  Map<String, String> properties() {
    return RouteProperties.of(settings);
  }

  /** What is set of Camel's components. */
  Map<String, String> components() {
    return EndpointTimeouts.properties(settings.postgresql().backup().notified().schemes());
  }

  Map<String, Object> named() {
    Settings.Backup backup = settings.postgresql().backup();
    JdbcSource database = new JdbcSource(target(), run);
    ClientTools tools = ClientTools.ofThisMachine(environment.get("PATH"), List.of());
    ConfiguredStores stores = new ConfiguredStores(backup.stores());
    BackupPreflight preflight = new BackupPreflight(backup, stores, database, tools, clock);
    ChildLauncher launcher = launcher(database);
    Map<String, FrameSource> sources = new HashMap<>(Map.of(LocalStore.NAME, localStore));
    s3.ifPresent(beans -> sources.put(S3Beans.STORE, beans.store()));

    Identity identity = new Identity(backup.age().identity());

    Map<String, Object> beans = new LinkedHashMap<>();
    beans.put("localStore", localStore);
    s3.ifPresent(more -> beans.putAll(more.named()));
    beans.put("catalogReader", new CatalogReader(sources));
    beans.put("gathered", new Gathered());
    beans.put("listing", new Listing(stores));
    beans.put("backupPreflight", preflight);
    beans.put(
        "backupClaim", new BackupClaim(preflight, settings.postgresql().name(), ALIAS, clock));
    beans.put("pgDumpCommand", new PgDumpCommand(backup, database, progress));
    beans.put("globals", new Globals(backup, preflight, tools, children));
    beans.put(
        "publication",
        new Publication(
            backup,
            settings.postgresql().name(),
            HostName.ofThisMachine(environment),
            Version.text(),
            clock));
    beans.put("storeOutcomes", new StoreOutcomes());
    beans.put("pruning", new Pruning(stores, policy(backup.keep()), ALIAS, clock));
    beans.put("holding", new Holding(stores, ALIAS));
    int cores = Runtime.getRuntime().availableProcessors();
    RestorePlanning planning = new RestorePlanning(backup, database, tools);
    beans.put("restoreSources", new RestoreSources(stores, sources, ALIAS, identity));
    beans.put("showing", new Showing());
    beans.put("restorePlanning", planning);
    beans.put("restoreClaim", new RestoreClaim(planning, database, clock));
    beans.put("restoreData", new RestoreData(backup.lockTimeout(), progress));
    beans.put("restoreChecks", new RestoreChecks(cores));
    beans.put(
        "restoreLanes",
        new RestoreLanes(
            children, cores, Runtime.getRuntime().maxMemory() / FRAME_SHARE, progress));
    beans.put("besideLive", new BesideLive(tools, clock));
    beans.put("besideDump", new BesideDump(tools));
    beans.put("pgRestoreCommand", new PgRestoreCommand());
    beans.put("psqlCommand", new PsqlCommand());
    beans.put("legacyRestore", new LegacyRestore());
    beans.put("safetyBackup", new SafetyBackup());
    beans.put("rollbackSteps", new RollbackSteps(planning, settings.postgresql().name(), clock));
    beans.put("proving", new Proving(stores, ALIAS, backup.verify().level(), clock));
    beans.put("copyChecks", new CopyChecks(sources, identity, progress, children::ended));
    beans.put(
        "proofFiles", new ProofFiles(HostName.ofThisMachine(environment), Version.text(), clock));
    beans.put("proofServers", proofServers);
    beans.put("trialRestore", new TrialRestore(sources, identity, tools, children::ended, clock));
    beans.put("trialChecks", new TrialChecks());
    beans.put("trialDump", new TrialDump(tools, progress));
    beans.put(
        "notifications",
        new Notifications(
            backup.notified(),
            settings.postgresql().name(),
            HostName.ofThisMachine(environment),
            children::ended,
            complaints,
            clock));
    beans.put("notifyThreads", notifyThreads);
    beans.put("proofThreads", proofThreads);
    beans.put("storeThreads", storeThreads);
    beans.put("laneThreads", laneThreads);
    beans.put("liveOutput", new LiveOutput(launcher));
    beans.put("fedInput", new FedInput(launcher));
    return beans;
  }

  private static Policy policy(Settings.Keep keep) {
    return new Policy(
        keep.last(), keep.daily(), keep.weekly(), keep.monthly(), keep.yearly(), keep.within());
  }

  private Target target() {
    Settings.Postgresql postgresql = settings.postgresql();
    Settings.Admin admin = postgresql.backup().admin();
    return new Target(
        admin.host(),
        admin.port(),
        admin.user(),
        admin.password().orElse(null),
        postgresql.name(),
        postgresql.sslMode(),
        postgresql.sslRootCert().map(Path::toString).orElse(null),
        postgresql.passFile().orElse(null));
  }

  private ChildLauncher launcher(JdbcSource database) {
    Target target = database.target();
    ChildEnvironment variables =
        new ChildEnvironment(
            environment.get("PATH"),
            environment.get("HOME"),
            target.passFileOrNull(),
            database.applicationName(),
            RestoreArguments.SERVER_SETTINGS,
            target.sslMode(),
            target.sslRootCertOrNull());
    return new ChildLauncher(
        children,
        variables.variables(),
        settings.postgresql().backup().stallTimeout(),
        // Made when it is asked: a list needs neither server nor pass file.
        () -> StallProbe.of(database).getAsBoolean());
  }

  private static ExecutorService threads(String name) {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
