package bactrian.lab;

import bactrian.lab.ContainerEngine.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A whole Kubernetes on one node: real processes in the network and with the mounts of a {@link
 * ContainerEngine} of its own, whose images its pods use.
 */
public final class KubernetesNode implements AutoCloseable {
  static final String PAUSE = "pause:lab";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final ContainerEngine engine;
  private final LabProcess processes;
  private final NodeFiles files;

  private KubernetesNode(ContainerEngine engine, LabProcess processes, NodeFiles files) {
    this.engine = engine;
    this.processes = processes;
    this.files = files;
  }

  /** Starts an engine and the node, and waits until pods can run there. */
  static KubernetesNode start() throws Exception {
    Path runtime = Path.of("src/test/lab/runc-for-a-node").toAbsolutePath();
    ContainerEngine engine =
        ContainerEngine.startWithOwnMounts(
            "--bip=" + NodeFiles.BRIDGE, "--add-runtime=node=" + runtime, "--default-runtime=node");
    LabProcess processes = null;
    try {
      engine.build(PAUSE, Path.of("src/test/docker/pause").toAbsolutePath());
      processes = new LabProcess("bactrian-node-");
      KubernetesNode node = new KubernetesNode(engine, processes, NodeFiles.in(processes.folder()));
      node.furnish();
      node.serve();
      return node;
    } catch (Exception e) {
      end(processes, engine);
      throw e;
    }
  }

  /** Makes the engine's network and mounts what the processes need; none of it is the machine's. */
  private void furnish() throws Exception {
    beside("ip", "link", "set", "lo", "up");
    // The kubelet has fixed places there.
    beside("mount", "-t", "tmpfs", "tmpfs", "/var/log");
    for (String setting : NodeFiles.KERNEL_SETTINGS.keySet()) {
      beside("mount", "--bind", files.kernelSetting(setting).toString(), "/proc/sys/" + setting);
    }
  }

  private void beside(String... command) throws Exception {
    engine.succeed(processes.folder(), prefixed(engine.beside(), command));
  }

  private void serve() throws Exception {
    try {
      start(files.etcd());
      start(files.apiserver());
      await("get", "--raw=/readyz");
      start(files.controllers());
      start(files.scheduler());
      start(files.kubelet(engine.address()));
      await("get", "serviceaccount", "default");
      await("wait", "--for=condition=Ready", "--timeout=1s", "node/" + NodeFiles.NAME);
    } catch (RuntimeException e) {
      throw new IOException("The node did not get ready: " + said(), e);
    }
  }

  private void start(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(engine.beside());
    whole.add(LabTools.kubernetes().resolve(command.get(0)).toString());
    whole.addAll(command.subList(1, command.size()));
    processes.start(command.get(0), whole);
  }

  private void await(String... arguments) {
    Awaitility.await().atMost(PATIENCE).until(() -> kubectl(arguments).exitCode() == 0);
  }

  /** The end of what every process said. */
  private String said() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> said = Files.list(processes.folder())) {
      for (Path file : said.filter(each -> each.toString().endsWith(".out")).toList()) {
        String text = Files.readString(file);
        all.append('\n').append(file.getFileName()).append(":\n");
        all.append(text.substring(Math.max(0, text.length() - 3000)));
      }
    }
    return all.toString();
  }

  /** The engine that runs the pods' containers. */
  public ContainerEngine engine() {
    return engine;
  }

  /** Runs {@code kubectl} with these arguments. */
  public Ended kubectl(String... arguments) throws Exception {
    return run(Path.of("/dev/null"), prefixed(List.of("kubectl"), arguments));
  }

  /** Runs a client of the cluster, which finds kubectl and the cluster; {@code input} is read. */
  public Ended run(Path input, String... command) throws Exception {
    Map<String, String> environment =
        Map.of(
            "PATH", LabTools.kubernetes() + ":" + System.getenv("PATH"),
            "KUBECONFIG", files.kubeconfig().toString(),
            "HOME", processes.folder().toString());
    List<String> whole = new ArrayList<>(engine.beside());
    whole.add("env");
    environment.forEach((name, value) -> whole.add(name + "=" + value));
    return engine.run(processes.folder(), input, prefixed(whole, command));
  }

  /** Runs Helm with this chart; the arguments are those of {@link HelmRun#main}. */
  public Ended helm(String... arguments) throws Exception {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HelmRun.class.getName(),
            Path.of("helm").toAbsolutePath().toString(),
            files.kubeconfig().toString());
    return run(Path.of("/dev/null"), prefixed(java, arguments));
  }

  private static String[] prefixed(List<String> prefix, String... rest) {
    return Stream.concat(prefix.stream(), Stream.of(rest)).toArray(String[]::new);
  }

  @Override
  public void close() throws Exception {
    end(processes, engine);
  }

  /** The kubelet goes first, which would start again what the engine ends. */
  private static void end(LabProcess processes, ContainerEngine engine) throws Exception {
    try (engine) {
      if (processes != null) {
        processes.close();
      }
    }
  }
}
