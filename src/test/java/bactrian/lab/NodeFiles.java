package bactrian.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What the processes of a {@link KubernetesNode} read, and the arguments that say so. */
final class NodeFiles {
  /** The engine's bridge, which is also the node's own network. */
  static final String BRIDGE = "10.88.0.1/24";

  static final String NAME = "node";
  private static final String ADDRESS = "10.88.0.1";
  private static final String ETCD = "http://127.0.0.1:2379";
  private static final String TOKEN = "lab";

  /**
   * What the kubelet wants to find here. It would change the machine's own settings, which are not
   * the tests' to change, where they differ.
   */
  static final Map<String, String> KERNEL_SETTINGS =
      Map.of(
          "vm/overcommit_memory", "1",
          "vm/panic_on_oom", "0",
          "kernel/panic", "10",
          "kernel/panic_on_oops", "1",
          "kernel/keys/root_maxkeys", "1000000",
          "kernel/keys/root_maxbytes", "25000000");

  private final Path folder;

  private NodeFiles(Path folder) {
    this.folder = folder;
  }

  static NodeFiles in(Path folder) throws IOException, NoSuchAlgorithmException {
    NodeFiles files = new NodeFiles(folder);
    files.write("tokens", TOKEN + ",lab,lab,system:masters\n");
    files.write("kubeconfig", KUBECONFIG);
    files.write("resolv.conf", "");
    files.write("kubelet.yaml", KUBELET.formatted(ADDRESS, folder, folder));
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
    files.write("key.pem", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    for (Map.Entry<String, String> setting : KERNEL_SETTINGS.entrySet()) {
      Files.createDirectories(files.kernelSetting(setting.getKey()).getParent());
      Files.writeString(files.kernelSetting(setting.getKey()), setting.getValue() + "\n");
    }
    return files;
  }

  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: lab, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
      users: [{name: lab, user: {token: %s}}]
      contexts: [{name: lab, context: {cluster: lab, user: lab}}]
      current-context: lab
      """
          .formatted(TOKEN);

  /** Without what a machine is changed by: its control groups, its packet filter, its images. */
  private static final String KUBELET =
      """
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      address: %s
      authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
      authorization: {mode: AlwaysAllow}
      cgroupDriver: cgroupfs
      cgroupsPerQOS: false
      enforceNodeAllocatable: []
      evictionHard: {memory.available: "0%%"}
      imageGCHighThresholdPercent: 100
      imageGCLowThresholdPercent: 99
      failSwapOn: false
      featureGates: {DevicePlugins: false}
      hairpinMode: none
      makeIPTablesUtilChains: false
      maxOpenFiles: 20000
      oomScoreAdj: 0
      readOnlyPort: 0
      resolvConf: %s/resolv.conf
      volumePluginDir: %s/plugins
      """;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** The file that the kubelet reads in the place of the machine's own. */
  Path kernelSetting(String name) {
    return folder.resolve("kernel").resolve(name);
  }

  List<String> etcd() {
    return List.of(
        "etcd",
        "--data-dir=" + folder.resolve("etcd"),
        "--listen-client-urls=" + ETCD,
        "--advertise-client-urls=" + ETCD,
        "--listen-peer-urls=http://127.0.0.1:2380");
  }

  List<String> apiserver() {
    return List.of(
        "kube-apiserver",
        "--etcd-servers=" + ETCD,
        "--bind-address=127.0.0.1",
        "--advertise-address=" + ADDRESS,
        "--endpoint-reconciler-type=none",
        "--cert-dir=" + folder.resolve("apiserver"),
        "--token-auth-file=" + folder.resolve("tokens"),
        "--authorization-mode=AlwaysAllow",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + folder.resolve("key.pem"),
        "--service-account-signing-key-file=" + folder.resolve("key.pem"),
        "--service-cluster-ip-range=10.89.0.0/24",
        "--kubelet-preferred-address-types=InternalIP");
  }

  List<String> controllers() {
    return List.of(
        "kube-controller-manager",
        "--kubeconfig=" + kubeconfig(),
        "--service-account-private-key-file=" + folder.resolve("key.pem"),
        "--flex-volume-plugin-dir=" + folder.resolve("plugins"),
        "--leader-elect=false");
  }

  List<String> scheduler() {
    return List.of("kube-scheduler", "--kubeconfig=" + kubeconfig(), "--leader-elect=false");
  }

  List<String> kubelet(String engine) {
    return List.of(
        "kubelet",
        "--config=" + folder.resolve("kubelet.yaml"),
        "--kubeconfig=" + kubeconfig(),
        "--root-dir=" + folder.resolve("kubelet"),
        "--cert-dir=" + folder.resolve("kubelet/pki"),
        "--hostname-override=" + NAME,
        "--node-ip=" + ADDRESS,
        "--docker-endpoint=" + engine,
        "--container-runtime-endpoint=unix://" + folder.resolve("dockershim"),
        "--experimental-dockershim-root-directory=" + folder.resolve("dockershim.d"),
        "--network-plugin=",
        "--pod-infra-container-image=" + KubernetesNode.PAUSE);
  }
}
