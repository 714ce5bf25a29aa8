package bactrian.postgres;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a rollback would do.
 *
 * @param database the name in question
 * @param incoming the kept database that would be put in place: the one displaced last
 * @param written about how many rows were written to the one in place since it was put there,
 *     absent when its statistics began anew since or there is none; rows of dropped tables are not
 *     counted
 * @param kept all kept databases, newest first
 */
public record RollbackPlan(
    String database, MarkedDatabase incoming, OptionalLong written, List<MarkedDatabase> kept) {}
