package bactrian.store;

/**
 * A range of a stored file, the body of a store's get route.
 *
 * @param name the file's name in the store
 * @param from the first byte
 * @param to the byte after the last, or {@link Long#MAX_VALUE} for all the rest
 */
public record Range(String name, long from, long to) {}
