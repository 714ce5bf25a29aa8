package bactrian.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ceph's gateway with its backend {@code dbstore}: one process on a file. It takes uploads in
 * parts, says that all is well, and gives other bytes back.
 */
public final class DbstoreServer implements S3Server {
  private static final int TRIES = 4;
  private static final int SECONDS = 20;

  private final LabProcess processes;
  private final int port;
  private final CephBuckets buckets;

  private DbstoreServer(LabProcess processes, int port) {
    this.processes = processes;
    this.port = port;
    this.buckets = new CephBuckets(endpoint());
  }

  /** Starts it; it takes a fraction of a second. */
  public static DbstoreServer start() throws IOException, InterruptedException {
    LabProcess processes = new LabProcess("bactrian-dbstore-");
    try {
      int port = CephServer.freePort();
      Path conf = configure(processes.folder(), port);
      for (CephBuckets.Account account : CephBuckets.ACCOUNTS) {
        create(processes, conf, account);
      }
      List<String> command = command("radosgw", conf);
      command.addAll(List.of("-f", "-n", "client.rgw"));
      processes.start("rgw", command);
      CephServer.soon(() -> CephServer.answers(port));
      return new DbstoreServer(processes, port);
    } catch (IOException | InterruptedException | RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  /**
   * radosgw-admin on dbstore now and then does its work and does not end: then it is asked again.
   */
  private static void create(LabProcess processes, Path conf, CephBuckets.Account account)
      throws IOException, InterruptedException {
    List<String> creation = command("radosgw-admin", conf);
    creation.addAll(account.creation());
    List<String> question = command("radosgw-admin", conf);
    question.addAll(List.of("user", "info", "--uid", account.name()));
    for (int tries = 1; ; tries++) {
      try {
        processes.run(tries == 1 ? creation : question, SECONDS);
        return;
      } catch (IOException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private static List<String> command(String program, Path conf) {
    Path programs = LabTools.gateway();
    return new ArrayList<>(
        List.of(programs.resolve(program).toString(), "-c", conf.toString(), "--no-mon-config"));
  }

  private static Path configure(Path folder, int port) throws IOException {
    return Files.writeString(
        folder.resolve("ceph.conf"),
        """
        [global]
        fsid = 11111111-2222-3333-4444-555555555555
        mon host = 127.0.0.1
        run dir = %1$s
        admin socket = %1$s/$name.asok
        log file = %1$s/$name.log
        crash dir = %1$s/crash
        rgw data = %1$s
        rgw backend store = dbstore
        rgw config store = dbstore
        dbstore db dir = %1$s
        dbstore config uri = file:%1$s/config.db
        rgw frontends = beast endpoint=127.0.0.1:%2$d
        """
            .formatted(folder, port));
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public S3Bucket newBucket(List<String> permissions) {
    return buckets.granted(permissions, false);
  }

  @Override
  public void close() throws Exception {
    buckets.close();
    processes.close();
  }
}
