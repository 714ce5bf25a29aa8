package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupSummary;
import bactrian.failure.Failure;
import bactrian.lab.CephServer;
import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import bactrian.store.Range;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a bucket holds that others have changed, and how much it may hold. */
@ExtendWith({PostgresLab.class, S3Lab.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ListTest {
  private static final String DATABASE = "contract_s3_list";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'default-'uuuu-MM-dd-HHmmss'.psql'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private LabServer server;
  private final Map<String, byte[]> files = new HashMap<>();
  private String name;
  private S3Bucket bucket;
  private ProgramRun program;
  private ServerSnapshot before;

  @BeforeAll
  void backUpOnce(LabServer lab, CephServer s3, @TempDir Path folder) throws Exception {
    server = lab;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE, "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 20000) n");
    S3Bucket first = s3.newBucket();
    name = ProgramRun.in(folder).withServer(server, DATABASE).withS3(first).backUp();
    for (String key : first.keys()) {
      files.put(key.substring(name.length()), first.bytes(key));
    }
    before = ServerSnapshot.of(server, DATABASE);
  }

  @AfterAll
  void drop() throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @BeforeEach
  void newBucket(CephServer s3, @TempDir Path folder) {
    bucket = s3.newBucket();
    program = ProgramRun.in(folder).withServer(server, DATABASE).withS3(bucket);
  }

  private void place(String other) {
    files.forEach(
        (ending, bytes) ->
            bucket.put(
                other + ending, ending.equals(".manifest.json") ? renamed(bytes, other) : bytes));
  }

  private byte[] renamed(byte[] manifest, String other) {
    return new String(manifest, StandardCharsets.UTF_8)
        .replace(name, other)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void moreThanAThousandBackupsAreListedAndPruned(@TempDir Path folder) throws Exception {
    Instant first = Instant.parse("2020-10-03T00:00:00Z");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<?> placed :
          IntStream.range(0, 1_005)
              .mapToObj(n -> NAME.format(first.plusSeconds(3600L * n)))
              .map(other -> threads.submit(() -> place(other)))
              .toList()) {
        placed.get();
      }
    } finally {
      threads.shutdownNow();
    }
    ChildAk ak = ChildAk.in(folder).withS3(bucket).withSetting("backup.keep_last", "1003");

    ChildAk.Ended list = ak.run("listbackups", "--quiet");
    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.lines()).hasSize(1_005);
    assertThat(list.lines().get(0)).startsWith(NAME.format(first.plusSeconds(3600L * 1_004)));

    ChildAk.Ended prune = ak.run("prune", "--quiet");
    assertThat(prune.exitCode()).as(prune.err()).isZero();
    assertThat(prune.lines()).hasSize(2).allMatch(line -> line.contains(" removed"));
    assertThat(bucket.keys()).hasSize(1_003 * files.size());
  }

  @Test
  void aRangeOfAnObjectIsGiven() throws Exception {
    place(name);
    byte[] archive = files.get(".zst");

    assertThat(program.range("s3", new Range(name + ".zst", 10, 5_000)))
        .isEqualTo(Arrays.copyOfRange(archive, 10, 5_000));
    assertThat(program.range("s3", new Range(name + ".zst", 0, Long.MAX_VALUE))).isEqualTo(archive);
    assertThat(program.range("s3", new Range(name + ".zst", 7, Long.MAX_VALUE)))
        .isEqualTo(Arrays.copyOfRange(archive, 7, archive.length));
  }

  @ParameterizedTest
  @CsvSource({".zst, 0", ".zst, 0.3", ".zst, 1", ".index.zst, 0.5"})
  void oneFlippedByteIsFound(String ending, double place) throws Exception {
    place(name);
    byte[] bytes = files.get(ending).clone();
    bytes[(int) Math.round(place * (bytes.length - 1))] ^= 0x10;
    bucket.put(name + ending, bytes);

    Failure failure = program.failToRestore(name, DATABASE + "_copy");

    assertThat(failure.exitCode().status()).isEqualTo(1);
    assertThat(failure.sentence()).contains("The backup " + name + " is damaged", name + ending);
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void anArchiveThatWasCutIsFound() throws Exception {
    place(name);
    bucket.put(name + ".zst", Arrays.copyOf(files.get(".zst"), 1000));

    assertThat(program.failToRestore(name, DATABASE + "_copy").sentence())
        .contains(name + " cannot be restored: " + name + ".zst has 1000 bytes");
    assertThat(program.list())
        .singleElement()
        .extracting(BackupSummary::kind)
        .isEqualTo(BackupSummary.Kind.BROKEN);
    assertThat(before.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".zst", ".index.zst"})
  void anObjectThatIsGoneIsFound(String ending) throws Exception {
    place(name);
    bucket.delete(name + ending);

    assertThat(program.failToRestore(name, DATABASE + "_copy").sentence())
        .contains(name + " cannot be restored: " + name + ending + " is missing");
  }

  @Test
  void aManifestThatIsNotJsonOrFromTheFutureIsFound() throws Exception {
    place(name);
    bucket.put(name + ".manifest.json", new byte[] {'<'});
    assertThat(program.failToRestore(name, DATABASE + "_copy").sentence())
        .contains(name + " cannot be restored: ", "it is not JSON");

    String manifest = new String(files.get(".manifest.json"), StandardCharsets.UTF_8);
    bucket.put(
        name + ".manifest.json",
        manifest
            .replaceFirst("\"format_version\" *: *1", "\"format_version\": 2")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(program.failToRestore(name, DATABASE + "_copy").sentence())
        .contains(name + " cannot be restored: ");
    assertThat(before.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default-2020-10-03-115557.psql", "../x", "nonsense", "latest"})
  void aNameThatIsNoBackupsIsNotFound(String unknown) {
    assertThat(program.failToRestore(unknown, DATABASE + "_copy").exitCode().status()).isEqualTo(3);
  }

  @Test
  void aFileOfTheOldFeatureInTheBucketIsListedAndRestored() throws Exception {
    String legacy = "authentik-backup-2021.10.3-2021-11-08-000000.sql";
    String script =
        "--\n-- PostgreSQL database dump\n--\nCREATE TABLE public.old (n integer);\nCOPY public.old (n) FROM stdin;\n1\n2\n\\.\n--\n-- PostgreSQL database dump complete\n--\n\n";
    bucket
        .program()
        .putObject(put -> put.bucket(bucket.name()).key(legacy), RequestBody.fromString(script));

    assertThat(program.list())
        .singleElement()
        .extracting(BackupSummary::kind)
        .isEqualTo(BackupSummary.Kind.LEGACY);
    String database = DATABASE + "_old";
    ServerSnapshot none = ServerSnapshot.of(server, database);
    server.execute("postgres", "CREATE DATABASE " + database);
    try {
      program.withSetting("name", database).restore(legacy);
      server.execute(database, "SELECT 1 / (count(*) = 2)::int FROM old");
    } finally {
      none.dropNewDatabases();
    }
  }
}
