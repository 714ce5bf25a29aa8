package bactrian.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.stream.Sha256;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * Files of age's format, written by us, by age's own program and by a library, and read by each.
 */
final class SealedFileTest {
  private static final int CHUNK = 64 * 1024;
  private static final AgeKeys KEYS = AgeKeys.made();
  private static final AgeKeys OTHER = AgeKeys.made();

  @Property(tries = 60)
  void anyPartIsReadByItself(
      @ForAll @IntRange(max = 5 * CHUNK) int size,
      @ForAll @DoubleRange(max = 1) double one,
      @ForAll @DoubleRange(max = 1) double other)
      throws IOException {
    byte[] plain = noise(size);
    byte[] stored = sealed(plain, KEYS);
    int from = (int) Math.round(Math.min(one, other) * size);
    int to = (int) Math.round(Math.max(one, other) * size);

    try (InputStream part = file(stored, KEYS).open(from, to)) {
      assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(plain, from, to));
    }
  }

  @Property(tries = 30)
  void wholeChunksAtTheEndAreReadToo(@ForAll @IntRange(max = 3) int chunks) throws IOException {
    byte[] plain = noise(chunks * CHUNK);

    assertThat(all(sealed(plain, KEYS), KEYS)).isEqualTo(plain);
  }

  @Property(tries = 60)
  void aChangedByteIsFoundOutInWhicheverPartItLies(
      @ForAll @IntRange(max = 3 * CHUNK) int size, @ForAll @DoubleRange(max = 1) double where)
      throws IOException {
    byte[] stored = sealed(noise(size), KEYS);
    stored[(int) Math.round(where * (stored.length - 1))] ^= 0x10;

    assertThatThrownBy(() -> file(stored, KEYS).open(0, Long.MAX_VALUE).readAllBytes())
        .isInstanceOf(SealedFile.Broken.class);
  }

  @Property(tries = 60)
  void aFileCutAnywhereIsFoundOut(
      @ForAll @IntRange(max = 3 * CHUNK) int size, @ForAll @DoubleRange(max = 1) double where)
      throws IOException {
    byte[] whole = sealed(noise(size), KEYS);
    byte[] cut = Arrays.copyOf(whole, (int) Math.round(where * (whole.length - 1)));

    assertThatThrownBy(() -> all(cut, KEYS)).isInstanceOf(SealedFile.Broken.class);
  }

  /** What no test can store: offsets behind 2^31 chunks' bytes. */
  @Property
  void everyByteOfAHugeFileLiesInOneChunk(
      @ForAll @LongRange(min = 1, max = 1L << 50) long size,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double where)
      throws IOException {
    long begin = 200;
    long chunks = (size + CHUNK - 1) / CHUNK;
    Payload payload = Payload.of(new byte[32], begin, begin + size + 16 * chunks);
    long plain = (long) (where * size);

    assertThat(payload.length()).isEqualTo(size);
    assertThat(payload.storedFrom(plain)).isEqualTo(begin + plain / CHUNK * (CHUNK + 16));
    assertThat(payload.storedTo(plain + 1))
        .isEqualTo(payload.storedFrom(plain) + payload.lengthOf(plain / CHUNK) + 16);
    assertThat(payload.storedTo(size)).isEqualTo(begin + size + 16 * chunks);
  }

  @Example
  void aFileCutBetweenTwoChunksIsFoundOut() throws IOException {
    byte[] whole = sealed(noise(2 * CHUNK + 1), KEYS);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1 - 16);

    assertThatThrownBy(() -> all(cut, KEYS)).isInstanceOf(SealedFile.Broken.class);
  }

  @Example
  void aBrokenChunkGivesZerosToWhoReadsOnBehindIt() throws IOException {
    byte[] plain = noise(3 * CHUNK);
    byte[] stored = sealed(plain, KEYS);
    stored[stored.length - CHUNK - 16 - 5] ^= 1; // in the second of three

    byte[] read =
        SealedFile.passing(new ByteArrayInputStream(stored), stored.length, KEYS.identity())
            .readAllBytes();

    assertThat(Arrays.copyOfRange(read, 0, CHUNK)).isEqualTo(Arrays.copyOfRange(plain, 0, CHUNK));
    assertThat(Arrays.copyOfRange(read, CHUNK, 2 * CHUNK)).containsOnly(0);
    assertThat(Arrays.copyOfRange(read, 2 * CHUNK, 3 * CHUNK))
        .isEqualTo(Arrays.copyOfRange(plain, 2 * CHUNK, 3 * CHUNK));
  }

  @Example
  void everyRecipientOpensItAndNobodyElse() throws IOException {
    AgeKeys second = AgeKeys.made();
    byte[] plain = noise(100);
    byte[] stored = sealed(plain, KEYS, second);

    assertThat(all(stored, KEYS)).isEqualTo(plain);
    assertThat(all(stored, second)).isEqualTo(plain);
    assertThatThrownBy(() -> all(stored, OTHER)).isInstanceOf(SealedFile.NotOpened.class);
  }

  @Property(tries = 10)
  void anotherLibraryReadsWhatWeSeal(@ForAll @IntRange(max = 3 * CHUNK) int size) throws Exception {
    byte[] plain = noise(size);
    var channel =
        new StandardDecryptingChannelFactory()
            .newDecryptingChannel(
                Channels.newChannel(new ByteArrayInputStream(sealed(plain, KEYS))),
                List.of(
                    X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(KEYS.secret())));

    assertThat(Channels.newInputStream(channel).readAllBytes()).isEqualTo(plain);
  }

  @Example
  void agesOwnProgramReadsWhatWeSeal() throws Exception {
    byte[] plain = noise(3 * CHUNK + 77);

    assertThat(KEYS.decrypt(sealed(plain, KEYS))).isEqualTo(plain);
    assertThat(KEYS.decrypt(sealed(new byte[0], KEYS))).isEmpty();
  }

  @Example
  void whatAgesOwnProgramSealsIsRead() throws Exception {
    for (int size : new int[] {0, 1, CHUNK, 2 * CHUNK + 5}) {
      byte[] plain = noise(size);

      assertThat(all(KEYS.encrypt(plain), KEYS)).isEqualTo(plain);
    }
  }

  @Example
  void theSealHashesAndCountsWhatIsStored() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Seal seal = new Seal(1, 0, List.of(KEYS.recipient()), stored::write);
    seal.write(noise(200_000), 0, 200_000);
    Sealed sealed = seal.finish();

    assertThat(sealed.length()).isEqualTo(stored.size());
    assertThat(sealed.sha256()).isEqualTo(Sha256.of(stored.toByteArray()));
    assertThat(sealed.rawLength()).isEqualTo(200_000);
  }

  @Example
  void whatIsDiscardedIsNoWholeFile() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Seal seal = new Seal(1, 0, List.of(KEYS.recipient()), stored::write);
    seal.write(noise(3_000_000), 0, 3_000_000);
    seal.cut();
    seal.discard();

    assertThat(stored.size()).isPositive();
    assertThatThrownBy(() -> all(stored.toByteArray(), KEYS)).isInstanceOf(SealedFile.Broken.class);
  }

  private static SealedFile file(byte[] stored, AgeKeys keys) {
    return new SealedFile(
        (from, to) -> new ByteArrayInputStream(stored, (int) from, (int) (to - from)),
        stored.length,
        keys.identity());
  }

  private static byte[] all(byte[] stored, AgeKeys keys) throws IOException {
    try (InputStream in = SealedFile.whole(stored, keys.identity())) {
      return in.readAllBytes();
    }
  }

  private static byte[] sealed(byte[] plain, AgeKeys... keys) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    AgeSeal seal = new AgeSeal(Arrays.stream(keys).map(AgeKeys::recipient).toList(), stored::write);
    seal.accept(plain, 0, plain.length);
    seal.finish();
    return stored.toByteArray();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
