package bactrian.archive;

import java.io.IOException;

/** A program for tests: reads an archive on its standard input and prints what it held. */
final class ReadStandardInput {
  private ReadStandardInput() {}

  public static void main(String[] arguments) throws IOException {
    ArchiveSummary summary = ArchiveReader.read(System.in, new Nothing());
    System.out.println(
        summary.head().entries().size() + " " + summary.rows() + " " + summary.largeObjects());
  }

  private static final class Nothing implements ArchiveListener {
    @Override
    public void head(ArchiveHead head) {}

    @Override
    public void bytes(byte[] buffer, int offset, int length) {}

    @Override
    public boolean cutHere(long archiveOffset, Place place) {
      return false;
    }

    @Override
    public void cut(long archiveOffset, Place place) {}

    @Override
    public void block(Block block) {}
  }
}
