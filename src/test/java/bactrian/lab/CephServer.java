package bactrian.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Ceph's S3 gateway as operators run it: a monitor, a store for objects (in memory) and the
 * gateway. Buckets belong to one account, the program uses another, so that every permission
 * counts.
 */
public final class CephServer implements S3Server {
  private final LabProcess processes;
  private final int port;
  private final int tlsPort;
  private final CephBuckets buckets;

  private CephServer(LabProcess processes, int port, int tlsPort) {
    this.processes = processes;
    this.port = port;
    this.tlsPort = tlsPort;
    this.buckets = new CephBuckets(endpoint());
  }

  /** Starts the three daemons; it takes about two seconds. */
  public static CephServer start() throws IOException, InterruptedException {
    LabProcess processes = new LabProcess("bactrian-ceph-");
    try {
      int port = freePort();
      int tlsPort = freePort();
      configure(processes.folder(), port, tlsPort);
      makeCertificate(processes);
      startStore(processes);
      startGateway(processes, port);
      return new CephServer(processes, port, tlsPort);
    } catch (IOException | InterruptedException | RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  /** A certificate that nobody has signed but itself. */
  private static void makeCertificate(LabProcess processes)
      throws IOException, InterruptedException {
    processes.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=bactrian lab",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem"));
  }

  /** Its address over TLS. */
  public URI tlsEndpoint() {
    return URI.create("https://127.0.0.1:" + tlsPort);
  }

  /** The certificate that it shows there. */
  public Path certificate() {
    return processes.folder().resolve("certificate.pem");
  }

  private static void startStore(LabProcess processes) throws IOException, InterruptedException {
    Path folder = processes.folder();
    String conf = folder.resolve("ceph.conf").toString();
    processes.run(List.of("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap", "-c", conf));
    processes.start("mon", List.of("ceph-mon", "-f", "-i", "a", "-c", conf));
    String id = UUID.randomUUID().toString();
    processes.run(List.of("ceph", "-c", conf, "osd", "new", id));
    processes.run(List.of("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", id, "-c", conf));
    processes.run(
        List.of(
            "ceph", "-c", conf, "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=h"));
    processes.start("osd", List.of("ceph-osd", "-f", "-i", "0", "-c", conf));
    soon(() -> processes.run(List.of("ceph", "-c", conf, "osd", "stat")).contains("1 up"));
  }

  private static void startGateway(LabProcess processes, int port)
      throws IOException, InterruptedException {
    Path folder = processes.folder();
    String conf = folder.resolve("ceph.conf").toString();
    processes.start(
        "rgw", List.of("radosgw", "-f", "-c", conf, "-n", "client.rgw", "--rgw-data=" + folder));
    soon(() -> answers(port));
    for (CephBuckets.Account account : CephBuckets.ACCOUNTS) {
      List<String> command = new ArrayList<>(List.of("radosgw-admin", "-c", conf));
      command.addAll(account.creation());
      processes.run(command);
    }
  }

  /** Loopback only, no keys between the daemons, and as little waiting as they allow. */
  private static void configure(Path folder, int port, int tlsPort)
      throws IOException, InterruptedException {
    int first = freePort();
    int second = freePort();
    for (String name : List.of("mon", "osd", "log")) {
      Files.createDirectory(folder.resolve(name));
    }
    String id = UUID.randomUUID().toString();
    String monitor = "[v2:127.0.0.1:%d,v1:127.0.0.1:%d]".formatted(first, second);
    Files.writeString(
        folder.resolve("ceph.conf"),
        """
        [global]
        fsid = %s
        mon host = %s
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        auth cluster required = none
        auth service required = none
        auth client required = none
        ms mon client mode = crc
        run dir = %3$s
        admin socket = %3$s/$name.asok
        pid file = %3$s/$name.pid
        log file = %3$s/log/$name.log
        crash dir = %3$s/crash
        paxos propose interval = 0.05
        paxos min wait = 0.01
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 1
        osd pool default pgp num = 1
        osd pool default pg autoscale mode = off
        mon max pg per osd = 2000
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon data = %3$s/mon
        mon data avail crit = 1
        osd data = %3$s/osd
        osd objectstore = memstore
        memstore device bytes = 12884901888
        osd class dir = %6$s
        rgw gc obj min wait = 1
        rgw gc processor period = 10
        rgw frontends = beast endpoint=127.0.0.1:%4$d ssl_endpoint=127.0.0.1:%5$d ssl_certificate=%3$s/certificate.pem ssl_private_key=%3$s/key.pem
        rgw dynamic resharding = false
        """
            .formatted(id, monitor, folder, port, tlsPort, classes()));
    Process made =
        new ProcessBuilder(
                "monmaptool",
                "--create",
                "--clobber",
                "--fsid",
                id,
                "--addv",
                "a",
                monitor,
                "monmap")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("monmap.out").toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("monmap.out")));
    }
  }

  /** From Debian trixie on, the path that is built into the store is a relative one. */
  private static Path classes() throws IOException {
    try (DirectoryStream<Path> libraries = Files.newDirectoryStream(Path.of("/usr/lib"))) {
      for (Path library : libraries) {
        Path classes = library.resolve("rados-classes");
        if (Files.isDirectory(classes)) {
          return classes;
        }
      }
    }
    throw new IOException("There is no folder rados-classes: is the package ceph-osd there?");
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public S3Bucket newBucket(List<String> permissions) {
    return buckets.granted(permissions, false);
  }

  /** A fresh bucket whose objects nobody may remove for a day. */
  public S3Bucket newLockedBucket() {
    return buckets.locked();
  }

  static void soon(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }

  static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws Exception {
    buckets.close();
    processes.close();
  }
}
