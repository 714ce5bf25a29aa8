package bactrian.verify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.Dependencies;
import bactrian.archive.Section;
import bactrian.archive.TocEntry;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowDigestTest {
  private static final String END = "\\.\n\n\n";

  @Test
  void theOrderOfRowsAndHowTheyAreCutDoNotMatter() {
    String one = digest("(a, b)", "1\tx\n2\t\\N\n" + END, 1000);

    assertThat(digest("(a, b)", "2\t\\N\n1\tx\n" + END, 1000)).isEqualTo(one);
    for (int piece = 1; piece < 8; piece++) {
      assertThat(digest("(a, b)", "1\tx\n2\t\\N\n" + END, piece)).isEqualTo(one);
    }
  }

  @Test
  void theOrderOfColumnsDoesNotMatter() {
    assertThat(digest("(\"b, (c\", a)", "x\t1\n" + END, 3))
        .isEqualTo(digest("(a, \"b, (c\")", "1\tx\n" + END, 5));
  }

  @Test
  void everythingElseMatters() {
    List<String> others =
        List.of(
            digest("(a, b)", "1\tx\n" + END, 9),
            digest("(a, b)", "x\t1\n" + END, 9),
            digest("(a, b)", "1\tX\n" + END, 9),
            digest("(a, b)", "1\t\n" + END, 9),
            digest("(a, b)", "1x\t\n" + END, 9),
            digest("(a, b)", "\t1x\n" + END, 9),
            digest("(a, c)", "1\tx\n" + END, 9),
            digest("(a, b)", "1\tx\n1\tx\n" + END, 9),
            digest("(a, b)", END, 9));

    assertThat(others).doesNotHaveDuplicates();
  }

  @Test
  void rowsAreCountedUpToTheMarkAndNoFurther() {
    assertThat(digest("", "\n\n" + END, 1)).startsWith("2 ");
    assertThat(digest("(a)", "\\.x\nx\\.\n\\\\.\n" + END, 1)).startsWith("3 ");
    assertThat(digest("(a)", END, 1)).startsWith("0 ");
  }

  private static String digest(String columns, String rows, int piece) {
    SumOfHashes sum = new SumOfHashes();
    RowDigest digest = new RowDigest(table("COPY s.\"t (x\" " + columns + " FROM stdin;\n"), sum);
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += piece) {
      digest.accept(bytes, at, Math.min(piece, bytes.length - at));
    }
    return digest.count() + " " + HexFormat.of().formatHex(sum.take());
  }

  private static TocEntry table(String copy) {
    return new TocEntry(
        1,
        true,
        0,
        0,
        "t (x",
        TocEntry.TABLE_DATA,
        Section.DATA,
        "",
        copy,
        "s",
        "",
        "",
        'r',
        "o",
        List.of(),
        Dependencies.NONE);
  }
}
