package bactrian.restore;

import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Token;
import bactrian.archive.TocEntry;
import bactrian.restore.CountedTable.Name;
import java.util.List;

/** The table that a COPY statement of pg_dump fills: {@code COPY schema.table (columns) FROM …}. */
final class CopyTarget {
  private CopyTarget() {}

  /** The table that the entry's rows are loaded into; the entry's own when it does not say. */
  static Name of(TocEntry entry) {
    List<Token> tokens = StatementTokens.of(entry.copyStatement());
    boolean qualified =
        tokens.size() > 3
            && tokens.get(0).is("COPY")
            && tokens.get(1).isName()
            && tokens.get(2).isSign('.')
            && tokens.get(3).isName();
    return qualified
        ? new Name(tokens.get(1).text(), tokens.get(3).text())
        : new Name(entry.schema(), entry.name());
  }
}
