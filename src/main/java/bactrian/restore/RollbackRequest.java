package bactrian.restore;

/**
 * What somebody asks of a rollback.
 *
 * @param planOnly whether only the plan is wanted
 * @param discard whether what swaps have kept is dropped, instead of put back
 */
public record RollbackRequest(boolean planOnly, boolean discard) {}
