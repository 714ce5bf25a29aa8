package bactrian.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the programs that the tests run lie on this machine. */
public final class LabTools {
  private LabTools() {}

  /** The folder with {@code initdb}, {@code pg_ctl} and {@code postgres} of this major version. */
  public static Path server(int major) {
    return folder("server", major, "postgres");
  }

  /** The folder with {@code pg_dump}, {@code pg_restore} and {@code psql} of this major version. */
  public static Path client(int major) {
    return folder("client", major, "pg_dump");
  }

  /** The folder with {@code radosgw} of a version that has the backend {@code dbstore}. */
  public static Path gateway() {
    return lab().resolve("radosgw").resolve("bin");
  }

  /** The folder with S3Proxy and the libraries that it needs. */
  public static Path s3proxy() {
    return lab().resolve("s3proxy").resolve("bin");
  }

  /** The folder with the programs of Kubernetes, etcd and kubectl. */
  static Path kubernetes() {
    Path folder = lab().resolve("kubernetes").resolve("bin");
    if (!Files.isExecutable(folder.resolve("kubelet"))) {
      throw new IllegalStateException(
          "No Kubernetes on this machine: run ./verify --kubernetes, which sets it up");
    }
    return folder;
  }

  private static Path lab() {
    return Path.of(System.getProperty("bactrian.lab", "target/lab")).toAbsolutePath();
  }

  private static Path folder(String kind, int major, String program) {
    Path ours = lab().resolve(kind + "-" + major).resolve("bin");
    Path distribution = Path.of("/usr/lib/postgresql/" + major + "/bin");
    for (Path folder : new Path[] {ours, distribution}) {
      if (Files.isExecutable(folder.resolve(program))) {
        return withoutLinks(folder);
      }
    }
    throw new IllegalStateException(
        "No PostgreSQL " + major + " " + kind + " on this machine: run ./verify, which sets it up");
  }

  /** The checkout may lie where the user that runs the servers may not go, such as root's home. */
  private static Path withoutLinks(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
