package bactrian.postgres;

import java.util.OptionalLong;

/**
 * A database of ours, beside an original one.
 *
 * @param name its name
 * @param marker what its comment says
 * @param bytes its size, absent when our role may not know it
 */
public record MarkedDatabase(String name, Marker marker, OptionalLong bytes) {}
