package bactrian.lab;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.List;

/**
 * Helm in a process of its own: Helm's library works where its process is, and a cluster's network
 * may be another one than that of the tests.
 */
final class HelmRun {
  private static final int SECONDS = 240;

  /** The library does not know the one that every other client takes when none is named. */
  private static final String NAMESPACE = "default";

  private HelmRun() {}

  /**
   * Runs one command of Helm on one release, and prints its status.
   *
   * @param arguments the chart, the kubeconfig, {@code upgrade}, {@code test} or {@code uninstall},
   *     the release, and for an upgrade the files with values
   */
  public static void main(String[] arguments) {
    Path chart = Path.of(arguments[0]);
    Path kubeconfig = Path.of(arguments[1]);
    String name = arguments[3];
    switch (arguments[2]) {
      case "upgrade" -> {
        UpgradeCommand upgrade =
            new Helm(chart)
                .upgrade()
                .install()
                .waitReady()
                .withTimeout(SECONDS)
                .withName(name)
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig);
        for (String values : List.of(arguments).subList(4, arguments.length)) {
          upgrade.withValuesFile(Path.of(values));
        }
        print(upgrade.call());
      }
      case "test" ->
          print(
              Helm.test(name)
                  .withNamespace(NAMESPACE)
                  .withTimeout(SECONDS)
                  .withKubeConfig(kubeconfig)
                  .call());
      case "uninstall" ->
          System.out.println(
              Helm.uninstall(name).withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call());
      default -> throw new IllegalArgumentException(arguments[2]);
    }
  }

  private static void print(Release release) {
    System.out.println(release.getStatus() + " " + release.getRevision());
    System.out.println(release.getOutput());
  }
}
