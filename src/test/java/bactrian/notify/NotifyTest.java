package bactrian.notify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.EditedBackup;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told how a run ended, and that the run ends so whoever can be told. */
@ExtendWith(PostgresLab.class)
class NotifyTest {
  private static final String TOKEN = "T0KENT0KEN";
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private Path folder;
  private HookServer hooks;

  @BeforeEach
  void listen() throws Exception {
    hooks = new HookServer(200);
  }

  @AfterEach
  void stop() {
    hooks.close();
  }

  private ChildAk ak() {
    return ChildAk.in(folder)
        .withSetting("backup.notify.success", hooks.at("/success").toString())
        .withSetting("backup.notify.failure", hooks.at("/failure?token=" + TOKEN).toString())
        .withSetting("backup.notify.always", hooks.at("/always").toString());
  }

  @Test
  void ofABackupThatCannotBeMade() throws Exception {
    ChildAk.Ended backup = ak().withSetting("port", "1").withSetting("name", "shop").run("backup");

    assertThat(backup.exitCode()).isEqualTo(1);
    assertThat(hooks.calls()).hasSize(2);
    HookServer.Call told = hooks.only("/failure?token=" + TOKEN);
    assertThat(told.method()).isEqualTo("POST");
    assertThat(told.contentType()).isEqualTo("application/json");
    JsonNode news = JSON.readTree(told.body());
    assertThat(news.get("event").asText()).isEqualTo("backup");
    assertThat(news.get("outcome").asText()).isEqualTo("failure");
    assertThat(news.get("database").asText()).isEqualTo("shop");
    assertThat(news.get("backup").isNull()).isTrue();
    // The same sentence as the command's own.
    assertThat("ak: " + news.get("text").asText().replace("No backup of shop: ", "") + "\n")
        .isEqualTo(backup.err().replace("No backup was made: ", ""));
    assertThat(JSON.readTree(hooks.only("/always").body()).get("outcome").asText())
        .isEqualTo("failure");
  }

  @Test
  void ofABackupAndOfProofs(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE notify_all");
    ChildAk ak =
        ak().withServer(server, "notify_all").withSetting("backup.verify_level", "checksum");

    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(backup.err()).isEmpty();
    String name = backup.out().strip();
    JsonNode made = JSON.readTree(hooks.only("/success").body());
    assertThat(made.get("backup").asText()).isEqualTo(name);
    assertThat(made.get("text").asText())
        .isEqualTo("Backed up notify_all as " + name + " into local");

    assertThat(ak.run("verify").exitCode()).isZero();
    assertThat(hooks.calls().get(hooks.calls().size() - 1).body())
        .contains("The backup " + name + " of notify_all in local is proven");

    new EditedBackup(folder.resolve("backups"), name).flip(".zst", 0.5);
    assertThat(ak.run("verify").exitCode()).isEqualTo(1);
    JsonNode proof = JSON.readTree(hooks.only("/failure?token=" + TOKEN).body());
    assertThat(proof.get("event").asText()).isEqualTo("proof");
    assertThat(proof.get("text").asText())
        .startsWith("The backup " + name + " of notify_all in local is NO GOOD: ");
    assertThat(hooks.calls().stream().map(HookServer.Call::path).filter("/always"::equals))
        .hasSize(3);
    server.execute("postgres", "DROP DATABASE notify_all");
  }

  @Test
  void nobodyIsToldThatThereIsNothingToProve() throws Exception {
    assertThat(ak().run("verify").exitCode()).isEqualTo(3);

    assertThat(hooks.calls()).isEmpty();
  }

  /** The last of those who are told must not say how the run ends. */
  @ParameterizedTest
  @CsvSource({"backup --store tape, 2", "backup, 1", "verify --store tape, 2"})
  void theRunEndsAsWithoutThemWhenNobodyCanBeTold(String command, int exitCode) throws Exception {
    try (HookServer refusing = new HookServer(404)) {
      ChildAk alone = ChildAk.in(folder).withSetting("port", "1");
      String[] arguments = command.split(" ", -1);
      ChildAk.Ended without = alone.run(arguments);
      ChildAk.Ended with =
          alone
              .withSetting("backup.notify.failure", refusing.at("/" + TOKEN).toString())
              .run(arguments);

      assertThat(without.exitCode()).isEqualTo(exitCode);
      assertThat(with.exitCode()).isEqualTo(exitCode);
      assertThat(with.out()).isEqualTo(without.out());
      assertThat(with.err())
          .isEqualTo(
              "ak: postgresql.backup.notify.failure, item 1 (an endpoint of http) was not told: it"
                  + " answered with HTTP status 404: try it by hand, and correct it\n"
                  + without.err());
      assertThat(refusing.calls()).hasSize(1);
    }
  }

  @Test
  void theWorkerSaysWhatWentWrongAndNotTheAddress() throws Exception {
    try (HookServer refusing = new HookServer(404);
        ChildAk.Running worker =
            ChildAk.in(folder)
                .withSetting("port", "1")
                .withSetting("backup.schedule", "* * * * * ?")
                .withSetting("backup.notify.failure", refusing.at("/" + TOKEN).toString())
                .start("worker")) {
      Awaitility.await()
          .atMost(ChildAk.PATIENCE)
          .until(() -> worker.errSoFar().contains(" ak: No backup of "));
      String err = worker.errSoFar();

      assertThat(err)
          .contains("ak: postgresql.backup.notify.failure, item 1 (an endpoint of http)");
      assertThat(err.lines().filter(line -> line.contains(" ak: No backup of ")))
          .allMatch(line -> line.contains("localhost:1"));
      assertThat(err).doesNotContain(TOKEN).doesNotContain("unforeseen");
    }
  }

  @Test
  void aSignalDoesNotWaitForAnAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        ChildAk.Running backup =
            ChildAk.in(folder)
                .withSetting("port", "1")
                .withSetting(
                    "backup.notify.failure", "http://127.0.0.1:" + silent.getLocalPort() + "/a")
                .start("backup")) {
      silent.accept();
      backup.terminate();
      ChildAk.Ended ended = backup.await(Duration.ofSeconds(10));

      assertThat(ended.exitCode()).isEqualTo(143);
      assertThat(ended.err().lines().toList().get(ended.err().lines().toList().size() - 1))
          .startsWith("ak: Stopped by a signal: ")
          .contains("localhost:1");
      assertThat(ended.err()).doesNotContain("WARN").doesNotContain("cleaned up");
    }
  }

  @Test
  void whoCannotBeToldIsComplainedOfWithoutTheAddress() throws Exception {
    try (HookServer refusing = new HookServer(404);
        ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String endpoints =
          String.join(
              ",",
              refusing.at("/services/" + TOKEN).toString(),
              "http://127.0.0.1:1/" + TOKEN,
              "smtp://127.0.0.1:1?username=me&password=" + TOKEN + "&to=a@b.example,c@d.example",
              "http://127.0.0.1:" + silent.getLocalPort() + "/" + TOKEN,
              "smtp:" + TOKEN + "?nosuchoption=" + TOKEN,
              "file:" + folder.resolve("told"));
      ChildAk.Ended backup =
          ChildAk.in(folder)
              .withSetting("port", "1")
              .withSetting("backup.notify.always", endpoints)
              .run("backup", "--verbose");

      assertThat(backup.exitCode()).isEqualTo(1);
      String place = "ak: postgresql.backup.notify.always, item ";
      assertThat(backup.err().lines().filter(line -> line.startsWith(place)))
          .satisfiesExactly(
              one -> assertThat(one).contains("1 (an endpoint of http)", "HTTP status 404"),
              two -> assertThat(two).contains("2 (an endpoint of http)", "refused"),
              three -> assertThat(three).contains("3 (an endpoint of smtp)", "was not told"),
              four -> assertThat(four).contains("4 (an endpoint of http)", "timed out"),
              five -> assertThat(five).contains("5 (an endpoint of smtp)", "no endpoint in it"));
      assertThat(backup.err()).doesNotContain(TOKEN).doesNotContain("WARN");
      assertThat(refusing.calls()).hasSize(1);
      try (Stream<Path> files = Files.list(folder.resolve("told"))) {
        assertThat(JSON.readTree(files.findFirst().orElseThrow().toFile()).get("outcome").asText())
            .isEqualTo("failure");
      }
    }
  }

  @Test
  void byMail() throws Exception {
    GreenMail mail =
        new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
    mail.setUser("backups@example.org", "me", TOKEN);
    mail.start();
    try {
      ChildAk.Ended backup =
          ChildAk.in(folder)
              .withSetting("port", "1")
              .withSetting(
                  "backup.notify.failure",
                  "smtp://127.0.0.1:%s?username=me&password=RAW(%s)&from=backups@example.org&to=one@example.org,two@example.org"
                      .formatted(mail.getSmtp().getPort(), TOKEN))
              .run("backup");

      assertThat(backup.exitCode()).isEqualTo(1);
      assertThat(backup.err().lines()).hasSize(1);
      assertThat(mail.waitForIncomingEmail(10_000, 2)).isTrue();
      MimeMessage first = mail.getReceivedMessages()[0];
      assertThat(first.getSubject()).startsWith("Backup of authentik on ").endsWith(": FAILED");
      assertThat(first.getContentType()).startsWith("text/plain");
      assertThat(GreenMailUtil.getBody(first)).contains("No backup of authentik: ");
      assertThat(List.of(first.getAllRecipients()).toString()).contains("one@", "two@");
    } finally {
      mail.stop();
    }
  }
}
