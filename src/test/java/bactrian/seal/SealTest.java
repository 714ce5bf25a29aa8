package bactrian.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.stream.Sha256;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SealTest {
  @Property(tries = 40)
  void everyFrameDecompressesAndHashesByItself(
      @ForAll @Size(max = 12) List<@IntRange(max = 900_000) Integer> pieces,
      @ForAll @IntRange(max = 2) int workers)
      throws IOException {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Seal seal = new Seal(1, workers, List.of(), stored::write);
    for (int size : pieces) {
      byte[] bytes = text(size);
      raw.write(bytes, 0, size);
      seal.write(bytes, 0, size);
      seal.cut();
    }
    Sealed sealed = seal.finish();

    assertThat(sealed.rawLength()).isEqualTo(raw.size());
    assertThat(sealed.length()).isEqualTo(stored.size());
    assertThat(sealed.sha256()).isEqualTo(Sha256.of(stored.toByteArray()));
    assertThat(decompress(stored.toByteArray())).isEqualTo(raw.toByteArray());
    long rawEnd = 0;
    long end = 0;
    for (Frame frame : sealed.frames()) {
      assertThat(frame.rawOffset()).isEqualTo(rawEnd);
      assertThat(frame.offset()).isEqualTo(end);
      rawEnd += frame.rawLength();
      end += frame.length();
      byte[] alone =
          Arrays.copyOfRange(
              stored.toByteArray(), (int) frame.offset(), (int) (frame.offset() + frame.length()));
      assertThat(frame.sha256()).isEqualTo(Sha256.of(alone));
      assertThat(decompress(alone))
          .isEqualTo(Arrays.copyOfRange(raw.toByteArray(), (int) frame.rawOffset(), (int) rawEnd));
    }
    assertThat(rawEnd).isEqualTo(raw.size());
    assertThat(end).isEqualTo(stored.size());
  }

  @Test
  void whatIsDiscardedHasNoValidEnding() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Seal seal = new Seal(1, 0, List.of(), stored::write);
    byte[] noise = new byte[3_000_000];
    new java.util.Random(3).nextBytes(noise);
    seal.write(noise, 0, noise.length);
    seal.discard();
    assertThat(stored.size()).isPositive();
    assertThatThrownBy(() -> decompress(stored.toByteArray())).isInstanceOf(IOException.class);
  }

  private static byte[] text(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + (i * 31 + i / 977) % 23);
    }
    return bytes;
  }

  private static byte[] decompress(byte[] stored) throws IOException {
    if (stored.length == 0) {
      return stored;
    }
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(stored))) {
      return in.readAllBytes();
    }
  }
}
