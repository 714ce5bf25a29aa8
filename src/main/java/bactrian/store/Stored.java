package bactrian.store;

/**
 * What a store has taken.
 *
 * @param name the file's name in the store
 * @param size its length in bytes
 * @param sha256 the lower-case hexadecimal SHA-256 of the bytes that were sent
 */
public record Stored(String name, long size, String sha256) {}
