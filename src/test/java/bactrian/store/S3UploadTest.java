package bactrian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredName;
import bactrian.lab.CephServer;
import bactrian.lab.Fault;
import bactrian.lab.FaultProxy;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Uploads of every length, against a real server, which must hold the same bytes afterwards. */
@ExtendWith(S3Lab.class)
class S3UploadTest {
  private static final int MIB = 1024 * 1024;
  private static final StoredName ARCHIVE =
      StoredName.archive(BackupName.parse("default-2020-10-03-115557.psql").orElseThrow(), false);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private S3Bucket bucket;

  @BeforeEach
  void newBucket(CephServer s3) {
    bucket = s3.newBucket();
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        5 * MIB,
        8 * MIB - 1,
        8 * MIB,
        8 * MIB + 1,
        16 * MIB,
        24 * MIB + 17,
        100 * MIB
      })
  void whatWasSentIsThere(long length) throws Exception {
    put(length, 10_000, false);
  }

  /** With twenty parts at most, they grow from 8 over 16 and 32 to 64 MiB within these bytes. */
  @Test
  void partsGrowSoThatFewerAreNeeded() throws Exception {
    try (FaultProxy proxy = FaultProxy.before(bucket.endpoint())) {
      bucket = bucket.through(proxy.endpoint());
      put(232L * MIB, 20, false);

      // Two of 8, two of 16, two of 32 MiB, and 120 MiB in parts of 64.
      assertThat(proxy.requests()).filteredOn(r -> r.target().contains("partNumber")).hasSize(8);
    }
  }

  @Test
  void partsAreEqualWhereThatIsDemanded() throws Exception {
    try (FaultProxy proxy = FaultProxy.before(bucket.endpoint())) {
      bucket = bucket.through(proxy.endpoint());
      put(100L * MIB, 1_000, true);

      assertThat(proxy.requests()).filteredOn(r -> r.target().contains("partNumber")).hasSize(4);
    }
  }

  @Test
  void moreThanTwoHundredPartsMakeOneObject() throws Exception {
    put(1_610L * MIB, 10_000, false);
  }

  /** What the newest archive of this alias tells of the next makes its parts larger at once. */
  @Test
  void aPartThatIsTooLargeForMemoryGoesThroughAFile() throws Exception {
    S3Target target = target(100, true);
    try (S3Client client = connection().open()) {
      // As if the last one had 3.5 GiB: a hundred equal parts for twice as much are of 72 MiB.
      PartSizes sizes = PartSizes.of(3_584L * MIB, 100, true);
      assertThat(sizes.needsFile()).isTrue();
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);
      Stored stored = upload.put(copy(new Noise(150L * MIB)), sizes);
      new S3Store(client, target).check(stored);
    }
  }

  @Test
  void theNewestArchiveTellsHowLargeThePartsOfTheNextAre() throws Exception {
    bucket.put("default-2020-10-01-000000.psql.zst", new byte[0]);
    bucket.put("default-2020-10-02-000000.psql.zst", new byte[30 * MIB]);
    bucket.put("default-2020-10-02-000000.psql.index.zst", new byte[40]);
    bucket.put("other-2020-10-03-000000.psql.zst", new byte[50]);
    try (S3Client client = connection().open()) {
      S3Target target = target(3, false);
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);

      assertThat(upload.sizes().size(1)).isEqualTo(20 * MIB);
    }
  }

  @Test
  void aStreamThatIsLargerThanAllPartsFailsAndSaysWhatToSet() throws Exception {
    S3Target target = target(3, true);
    try (S3Client client = connection().open()) {
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);

      assertThatThrownBy(
              () -> upload.put(copy(new Noise(25L * MIB)), new PartSizes(8 * MIB, true, 3)))
          .hasMessageContaining("larger than 3 parts can hold")
          .hasMessageContaining("max_parts");
    }
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void aStreamThatFailsLeavesNothing() throws Exception {
    S3Target target = target(10_000, false);
    try (S3Client client = connection().open()) {
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);

      assertThatThrownBy(() -> upload.put(copy(new Noise(30L * MIB, 29L * MIB))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broken by the test");
    }
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void nothingIsEverReplaced() throws Exception {
    byte[] before = {1, 2, 3};
    bucket.put(ARCHIVE.toString(), before);
    S3Target target = target(10_000, false);
    try (S3Client client = connection().open()) {
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);

      assertThatThrownBy(() -> upload.put(copy(new Noise(30L * MIB))))
          .hasMessageContaining("another database writes backups under this alias");
    }
    assertThat(
            bucket
                .owner()
                .headObject(h -> h.bucket(bucket.name()).key(ARCHIVE.toString()))
                .contentLength())
        .isEqualTo(3);
  }

  /** It appears after we have asked whether the name is free, and before we write to it. */
  @Test
  void nothingIsReplacedThatCameAMomentAgo() throws Exception {
    try (FaultProxy proxy = FaultProxy.before(bucket.endpoint())) {
      proxy.on(r -> r.method().equals("HEAD"), 1, new Fault.Answer(404, "NoSuchKey"));
      byte[] before = {1, 2, 3};
      bucket.put(ARCHIVE.toString(), before);
      bucket = bucket.through(proxy.endpoint());
      S3Abilities abilities = new S3Abilities();
      S3Target target = target(10_000, false);
      try (S3Client client = connection().open()) {
        new S3Claims(client, target, abilities).sweep();
        assertThat(abilities.createOnly()).as("Ceph heeds If-None-Match").isTrue();
        S3Upload upload = new S3Upload(client, target, abilities, threads);

        assertThatThrownBy(() -> upload.put(copy(new Noise(MIB))))
            .hasMessageContaining("another database writes backups under this alias");
      }
    }
    assertThat(
            bucket
                .owner()
                .headObject(h -> h.bucket(bucket.name()).key(ARCHIVE.toString()))
                .contentLength())
        .isEqualTo(3);
  }

  private void put(long length, int maxParts, boolean equal) throws Exception {
    S3Target target = target(maxParts, equal);
    try (S3Client client = connection().open()) {
      S3Upload upload = new S3Upload(client, target, new S3Abilities(), threads);
      Stored stored = upload.put(copy(new Noise(length)));

      assertThat(stored.size()).isEqualTo(length);
      assertThat(new S3Store(client, target).check(stored)).isEqualTo(stored);
    }
  }

  private static Copy copy(InputStream in) {
    return new Copy(S3Store.NAME, ARCHIVE, in);
  }

  private S3Connection connection() {
    return new S3Connection(
        Optional.of(URI.create(bucket.endpoint().toString())),
        Optional.of(
            new S3Connection.Keys(
                new bactrian.failure.Secret(bucket.accessKey()),
                new bactrian.failure.Secret(bucket.secretKey()))),
        "eu-central-1",
        true,
        false,
        Optional.empty(),
        false,
        Duration.ofMinutes(1));
  }

  private S3Target target(int maxParts, boolean equal) {
    return new S3Target(
        "the test's server",
        bucket.name(),
        "",
        "default",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        maxParts,
        equal,
        Duration.ofMinutes(1));
  }

  /** Bytes that do not compress and differ from place to place, as many as wanted. */
  private static final class Noise extends InputStream {
    private final Random random = new Random(7);
    private final byte[] piece = new byte[MIB + 1];
    private final long breaksAt;
    private long left;
    private long given;

    Noise(long length) {
      this(length, Long.MAX_VALUE);
    }

    Noise(long length, long breaksAt) {
      this.left = length;
      this.breaksAt = breaksAt;
      random.nextBytes(piece);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (given >= breaksAt) {
        throw new IOException("broken by the test");
      }
      if (left == 0) {
        return -1;
      }
      int at = (int) (given % piece.length);
      int count = (int) Math.min(Math.min(length, left), piece.length - at);
      System.arraycopy(piece, at, buffer, offset, count);
      left -= count;
      given += count;
      return count;
    }
  }
}
