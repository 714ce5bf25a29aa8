package bactrian.restore;

import java.util.List;

/**
 * The schemas that tables are moved into, to stand beside live ones.
 *
 * @param names theirs
 * @param tables the tables in them, and what each must hold
 */
public record RestoredSchemas(List<String> names, List<RowCheck.Table> tables) {
  /** Copies the lists. */
  public RestoredSchemas {
    names = List.copyOf(names);
    tables = List.copyOf(tables);
  }
}
