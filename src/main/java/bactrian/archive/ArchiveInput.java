package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The archive's bytes in one buffer that is parsed in place, and its primitive values ({@code
 * ReadInt}, {@code ReadStr} in pg_backup_archiver.c). The buffer is passed on when it is full or
 * when {@link #passOn()} is called, so each byte is passed on once.
 */
final class ArchiveInput {
  /** Takes the bytes that were parsed. */
  interface Sink {
    void bytes(byte[] buffer, int offset, int length) throws IOException;
  }

  /** Bytes of the buffer. */
  static final int BUFFER = 256 * 1024;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final InputStream in;
  private final Sink sink;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private int passed;
  private long base;
  private String part = "the header";
  private int number;

  ArchiveInput(InputStream in, Sink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** Names what is read from here on, for the sentence when the stream ends in it. */
  void enter(String part, int number) {
    this.part = part;
    this.number = number;
  }

  /** Bytes of the archive that were parsed. */
  long offset() {
    return base + position;
  }

  /** Whether the stream has ended here. */
  boolean atEnd() throws IOException {
    return position == limit && !fill();
  }

  /** Passes on all that was parsed. */
  void passOn() throws IOException {
    if (position > passed) {
      sink.bytes(buffer, passed, position - passed);
      passed = position;
    }
  }

  /** The buffer, for reading in place. */
  byte[] buffer() {
    return buffer;
  }

  /** Where in the buffer the next byte stands, once {@link #available} has said so. */
  int position() {
    return position;
  }

  /** How many bytes stand in the buffer from the position on: at least 1, at most this many. */
  int available(int atMost) throws IOException {
    if (position == limit && !fill()) {
      throw ended();
    }
    return Math.min(atMost, limit - position);
  }

  /** Whether the buffer is full and all of it was parsed, so that more bytes need a new one. */
  boolean spent() {
    return position == buffer.length;
  }

  /** Goes on by so many bytes, which must be available. */
  void advance(int bytes) {
    position += bytes;
  }

  int readByte() throws IOException {
    if (position == limit && !fill()) {
      throw ended();
    }
    return buffer[position++] & 0xff;
  }

  /** A sign byte, then four bytes, the lowest first; what pg_dump cannot write is damage. */
  int readInt() throws IOException {
    int sign;
    int magnitude;
    if (limit - position >= 5) {
      sign = buffer[position] & 0xff;
      magnitude = (int) INT.get(buffer, position + 1);
      position += 5;
    } else {
      sign = readByte();
      magnitude = readByte() | readByte() << 8 | readByte() << 16 | readByte() << 24;
    }
    if (sign == 0 && magnitude >= 0) {
      return magnitude;
    }
    boolean writable = magnitude > 0 || magnitude == Integer.MIN_VALUE;
    if (sign != 1 || !writable) {
      throw Damage.at(offset() - 5, "an integer has no valid sign or size");
    }
    return -magnitude;
  }

  /** The length of a text, -1 for an absent one. */
  private int readLength() throws IOException {
    int length = readInt();
    if (length < -1) {
      throw Damage.at(offset() - 5, "a text has the length " + length);
    }
    return length;
  }

  /**
   * A text's bytes, empty for an absent one.
   *
   * @param longest more bytes than this are damage, so that a wrong length cannot fill the memory
   */
  byte[] readText(int longest) throws IOException {
    int length = readLength();
    if (length > longest) {
      throw Damage.at(offset() - 5, "a text of " + length + " bytes stands where none is so long");
    }
    if (length <= limit - position) {
      int from = position;
      position += Math.max(length, 0);
      return Arrays.copyOfRange(buffer, from, position);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(Math.min(length, BUFFER));
    for (int left = length; left > 0; ) {
      int piece = available(left);
      text.write(buffer, position, piece);
      position += piece;
      left -= piece;
    }
    return text.toByteArray();
  }

  void skipText() throws IOException {
    for (int left = readLength(); left > 0; ) {
      int piece = available(left);
      position += piece;
      left -= piece;
    }
  }

  /** A number written as decimal digits, -1 for an absent text. */
  long readDecimal(long largest) throws IOException {
    long at = offset();
    int length = readLength();
    if (length == -1) {
      return -1;
    }
    long value = length == 0 ? -1 : 0;
    for (int digit = 0; digit < length; digit++) {
      int next = readByte() - '0';
      value = value * 10 + next;
      if (next < 0 || next > 9 || value > largest) {
        throw Damage.at(at, "a text is not a number up to " + largest);
      }
    }
    if (value < 0) {
      throw Damage.at(at, "a number is empty");
    }
    return value;
  }

  private StreamFailure ended() {
    return Damage.ended(offset(), number == 0 ? part : part + " " + number);
  }

  private boolean fill() throws IOException {
    if (limit == buffer.length) {
      passOn();
      base += limit;
      position = 0;
      limit = 0;
      passed = 0;
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read <= 0) {
      if (read == 0) {
        throw new IOException("The archive's stream gave no bytes although it was asked for some");
      }
      return false;
    }
    limit += read;
    return true;
  }
}
