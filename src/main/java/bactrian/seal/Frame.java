package bactrian.seal;

/**
 * A piece of the archive that can be decompressed and checked by itself.
 *
 * @param rawOffset where it starts in the archive, in bytes
 * @param rawLength its length in the archive, in bytes
 * @param offset where it starts in the zstd stream, in bytes
 * @param length its length in the zstd stream, in bytes
 * @param sha256 the lower-case hexadecimal SHA-256 of its bytes in the zstd stream
 */
public record Frame(long rawOffset, long rawLength, long offset, long length, String sha256) {}
