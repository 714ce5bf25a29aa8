package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupSummary;
import bactrian.failure.Failure;
import bactrian.lab.CephServer;
import bactrian.lab.Fault;
import bactrian.lab.FaultProxy;
import bactrian.lab.FaultProxy.Request;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import bactrian.lab.S3Server;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What networks and servers do on bad days: a request is tried again, or the run fails and says
 * why. A backup that is listed is whole, and no upload is left open.
 */
@ExtendWith({PostgresLab.class, S3Lab.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3FaultsTest {
  private static final String DATABASE = "contract_s3_faults";
  private static final int FOR_EVER = Integer.MAX_VALUE;

  private LabServer server;
  private S3Bucket bucket;
  private FaultProxy proxy;
  private ProgramRun ak;
  private ProgramRun direct;

  @BeforeAll
  void fill(LabServer lab) throws Exception {
    server = lab;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    // Three parts: what does not compress, 20 MiB of it.
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, decode(md5(n::text) || md5((-n)::text), 'hex') AS noise"
            + " FROM generate_series(1, 560000) n");
  }

  @AfterAll
  void drop() throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @BeforeEach
  void newBucket(CephServer s3, @TempDir Path folder) throws Exception {
    List<String> permissions = new ArrayList<>(S3Server.PAGE);
    permissions.addAll(List.of("s3:AbortMultipartUpload", "s3:ListBucketMultipartUploads"));
    bucket = s3.newBucket(permissions);
    proxy = FaultProxy.before(s3.endpoint());
    direct =
        ProgramRun.in(folder)
            .withServer(server, DATABASE)
            .withS3(bucket)
            .withSetting("backup.stall_timeout", "6s")
            .withSetting("backup.lock_timeout", "3s");
    ak = direct.withS3(bucket.through(proxy.endpoint()));
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  private static Arguments fault(
      String name, Predicate<Request> request, int times, Fault fault, Object... expected) {
    List<Object> all = new ArrayList<>(List.of(name, request, times, fault));
    all.addAll(List.of(expected));
    return Arguments.of(all.toArray());
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        fault("a reset in part 2", r -> r.isPart(2), 1, new Fault.ResetInRequest(3_000_000)),
        fault("a lost answer to part 1", r -> r.isPart(1), 1, new Fault.LoseAnswer()),
        fault("503 for part 3", r -> r.isPart(3), 3, new Fault.Answer(503, "SlowDown")),
        fault("part 2 is not read", r -> r.isPart(2), 1, new Fault.StallBeforeBody()),
        fault("no answer to part 2", r -> r.isPart(2), 1, new Fault.StallAfterBody()),
        fault("a slow part", r -> r.isPart(3), 1, new Fault.SlowRequest(2_000_000)),
        fault(
            "an error in the answer to all",
            Request::isCompletion,
            1,
            new Fault.ErrorInAnswer("InternalError")),
        fault("a lost answer to the completion", Request::isCompletion, 1, new Fault.LoseAnswer()),
        fault(
            "a lost answer to the manifest",
            r -> r.puts(".manifest.json"),
            1,
            new Fault.LoseAnswer()),
        fault(
            "503 for the first list",
            r -> r.target().contains("list-type"),
            1,
            new Fault.Answer(503, "SlowDown")),
        fault(
            "a read that is cut off", r -> r.gets(".psql.zst"), 1, new Fault.CutAnswer(5_000_000)),
        fault("a read that stalls", r -> r.gets(".psql.zst"), 1, new Fault.StallAnswer(9_000_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void aFaultThatPassesIsOutlived(String label, Predicate<Request> request, int times, Fault fault)
      throws Exception {
    proxy.on(request, times, fault);

    String name = ak.backUp();

    assertThat(proxy.requests()).filteredOn(request).hasSizeGreaterThanOrEqualTo(times);
    assertThatAllIsWhole(name);
  }

  static Stream<Arguments> lasting() {
    Predicate<Request> part = r -> r.isPart(2);
    return Stream.of(
        fault("503 for ever", part, FOR_EVER, new Fault.Answer(503, "SlowDown"), 1, "503 SlowDown"),
        fault(
            "resets for ever",
            part,
            FOR_EVER,
            new Fault.ResetInRequest(1000),
            1,
            "cannot be reached"),
        fault(
            "nothing is read",
            part,
            FOR_EVER,
            new Fault.StallBeforeBody(),
            1,
            "took or gave nothing for 6 s"),
        fault(
            "nothing is answered",
            part,
            FOR_EVER,
            new Fault.StallAfterBody(),
            1,
            "took or gave nothing for 6 s"),
        fault("no tag", part, FOR_EVER, new Fault.DropHeader("ETag"), 1, "drops the header ETag"),
        fault(
            "403 for a part",
            part,
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:PutObject"),
        fault("no space", part, FOR_EVER, new Fault.Answer(507, "InsufficientStorage"), 1, "507"),
        fault(
            "an error in the answer",
            Request::isCompletion,
            FOR_EVER,
            new Fault.ErrorInAnswer("InternalError"),
            1,
            "InternalError"),
        fault(
            "a name that is taken",
            Request::isCompletion,
            FOR_EVER,
            new Fault.Answer(412, "PreconditionFailed"),
            5,
            "holds another"),
        fault(
            "a name that is being taken",
            Request::isCompletion,
            FOR_EVER,
            new Fault.Answer(409, "ConditionalRequestConflict"),
            5,
            "somebody else writes the same name"),
        fault(
            "an upload that is gone",
            Request::isCompletion,
            FOR_EVER,
            new Fault.Answer(404, "NoSuchUpload"),
            1,
            "lifecycle rule"),
        fault(
            "403 for the completion",
            Request::isCompletion,
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:PutObject"),
        fault(
            "403 for the manifest",
            r -> r.puts(".manifest.json"),
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:PutObject"),
        fault(
            "other bytes come back",
            r -> r.gets(".psql.zst"),
            FOR_EVER,
            new Fault.CorruptAnswer(9_999),
            1,
            "does not hold the bytes"),
        fault(
            "every read is cut off",
            r -> r.gets(".psql.zst"),
            FOR_EVER,
            new Fault.CutAnswer(0),
            1,
            "No backup was made"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void aFaultThatLastsFailsTheRunAndLeavesNothing(
      String label, Predicate<Request> request, int times, Fault fault, int exit, String sentence)
      throws Exception {
    proxy.on(request, times, fault);

    Failure failure = ak.failToBackUp();

    assertThat(failure.exitCode().status()).isEqualTo(exit);
    assertThat(failure.sentence()).contains(sentence);
    assertThat(direct.list()).noneMatch(line -> line.kind() == BackupSummary.Kind.BACKUP);
    assertThat(bucket.uploads()).isEmpty();
    assertThatAllIsWhole(direct.backUp());
  }

  static Stream<Arguments> beforeTheDump() {
    return Stream.of(
        fault(
            "403 for the list",
            r -> r.target().contains("list-type"),
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:ListBucket"),
        fault(
            "403 for a put",
            r -> r.puts(".probe"),
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:PutObject"),
        fault(
            "403 for a get",
            r -> r.gets(".probe"),
            FOR_EVER,
            new Fault.Answer(403, "AccessDenied"),
            1,
            "s3:GetObject"),
        fault(
            "no bucket",
            r -> true,
            FOR_EVER,
            new Fault.Answer(404, "NoSuchBucket"),
            1,
            "has no bucket"),
        fault(
            "a wrong key",
            r -> true,
            FOR_EVER,
            new Fault.Answer(403, "InvalidAccessKeyId"),
            1,
            "s3_backup.access_key"),
        fault(
            "a wrong secret",
            r -> true,
            FOR_EVER,
            new Fault.Answer(403, "SignatureDoesNotMatch"),
            1,
            "s3_backup.secret_key"),
        fault(
            "a wrong region",
            r -> true,
            FOR_EVER,
            new Fault.Answer(400, "AuthorizationHeaderMalformed"),
            1,
            "s3_backup.region"),
        fault(
            "another region",
            r -> true,
            FOR_EVER,
            new Fault.Answer(301, "PermanentRedirect"),
            1,
            "s3_backup.region"),
        fault(
            "a clock that is wrong",
            r -> true,
            FOR_EVER,
            new Fault.Answer(403, "RequestTimeTooSkewed"),
            1,
            "clock right"),
        fault(
            "keys that have expired",
            r -> true,
            FOR_EVER,
            new Fault.Answer(400, "ExpiredToken"),
            1,
            "have expired"),
        fault(
            "a server that only listens",
            r -> true,
            FOR_EVER,
            new Fault.StallAfterBody(),
            1,
            "took or gave nothing for 6 s"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("beforeTheDump")
  void whatIsWrongFromTheBeginningIsSaidBeforeAnythingIsDumped(
      String label, Predicate<Request> request, int times, Fault fault, int exit, String sentence)
      throws Exception {
    proxy.on(request, times, fault);

    Failure failure = ak.failToBackUp();

    assertThat(failure.exitCode().status()).isEqualTo(exit);
    assertThat(failure.sentence()).contains(sentence);
    assertThat(proxy.requests()).noneMatch(Request::isCompletion).noneMatch(r -> r.isPart(1));
    assertThat(bucket.keys()).noneMatch(key -> key.endsWith(".zst"));
  }

  @Test
  void aRestoreOutlivesBrokenConnections() throws Exception {
    String name = direct.backUp();
    proxy
        .on(r -> r.gets(".psql.zst"), 2, new Fault.CutAnswer(1000))
        .on(r -> r.gets(".psql.zst"), 1, new Fault.Answer(503, "SlowDown"))
        .on(r -> r.gets(".index.zst"), 1, new Fault.LoseAnswer());

    ak.restore(name, DATABASE + "_copy");

    server.execute("postgres", "DROP DATABASE " + DATABASE + "_copy");
  }

  @Test
  void aRestoreFromBytesThatChangeOnTheWayFailsAndTouchesNothing() throws Exception {
    String name = direct.backUp();
    ServerSnapshot before = ServerSnapshot.of(server, DATABASE);
    proxy.on(r -> r.gets(".psql.zst"), new Fault.CorruptAnswer(700));

    assertThat(ak.failToRestore(name, DATABASE + "_copy").sentence())
        .contains("The backup " + name + " is damaged", " in s3, with public.t, are not what was");
    assertThat(before.changes()).isEmpty();
  }

  private void assertThatAllIsWhole(String name) throws Exception {
    JsonNode manifest = new ObjectMapper().readTree(bucket.bytes(name + ".manifest.json"));
    for (JsonNode file : manifest.get("files")) {
      assertThat(StoreFolder.sha256(bucket.bytes(file.get("name").asText())))
          .isEqualTo(file.get("sha256").asText());
    }
    assertThat(bucket.keys()).hasSize(4).allMatch(key -> key.startsWith(name));
    assertThat(bucket.uploads()).isEmpty();
  }
}
