package bactrian.archive;

/**
 * How the chunks of an archive are compressed ({@code pg_compress_algorithm} in PostgreSQL's {@code
 * src/include/common/compression.h}, in that order).
 */
public enum Compression {
  /** Not at all: {@code -Z0}. */
  NONE,
  /** By zlib. */
  GZIP,
  /** By LZ4. */
  LZ4,
  /** By Zstandard. */
  ZSTD
}
