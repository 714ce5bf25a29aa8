package bactrian.verify;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveListener;
import bactrian.archive.ArchiveReader;
import bactrian.archive.Block;
import bactrian.archive.Place;
import bactrian.archive.TocEntry;
import bactrian.restore.ContentGroups;
import bactrian.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an archive's data are, by digests that do not depend on the order of rows: one for each
 * group of tables, and one for all large objects with their numbers. The archive is a stream, and
 * stays one.
 */
final class ContentDigest implements ArchiveListener {
  private static final class Group {
    private final SumOfHashes sum = new SumOfHashes();
    private long rows;
  }

  private final ContentGroups groups;
  private final Map<String, Group> tables = new LinkedHashMap<>();
  private final SumOfHashes objects = new SumOfHashes();
  private final MessageDigest object = Sha256.digest();
  private TocEntry table;
  private RowDigest rows;
  private boolean inObject;
  private long objectCount;

  private ContentDigest(ContentGroups groups) {
    this.groups = groups;
  }

  /** Reads an archive to its end. */
  static ContentDigest of(InputStream archive, ContentGroups groups) throws IOException {
    ContentDigest digest = new ContentDigest(groups);
    ArchiveReader.read(archive, digest);
    return digest;
  }

  /** Adds every difference to the findings. */
  void compare(ContentDigest again, Findings findings) {
    for (Map.Entry<String, Group> before : tables.entrySet()) {
      Group after = again.tables.getOrDefault(before.getKey(), new Group());
      if (groups.holdsMore(before.getKey())) {
        continue; // What is the extension's own, nothing tells.
      }
      if (before.getValue().rows != after.rows) {
        findings.add(
            "Table %s has %d rows in the backup, and %d when it is restored and dumped again."
                .formatted(before.getKey(), before.getValue().rows, after.rows));
      } else if (!before.getValue().sum.sameAs(after.sum)) {
        findings.add(
            "The rows of table %s are others when they are restored and dumped again."
                .formatted(before.getKey()));
      }
    }
    for (String name : again.tables.keySet()) {
      if (!tables.containsKey(name) && again.tables.get(name).rows > 0 && !groups.holdsMore(name)) {
        findings.add("Table %s is in what was restored, and not in the backup.".formatted(name));
      }
    }
    if (objectCount != again.objectCount || !objects.sameAs(again.objects)) {
      findings.add(
          "The %d large objects of the backup are others when they are restored and dumped again (%d)."
              .formatted(objectCount, again.objectCount));
    }
  }

  @Override
  public void rows(TocEntry entry, byte[] buffer, int offset, int length) {
    if (table == null) {
      table = entry;
      rows = new RowDigest(entry, group().sum);
    }
    rows.accept(buffer, offset, length);
  }

  private Group group() {
    return tables.computeIfAbsent(groups.of(table.schema(), table.name()), any -> new Group());
  }

  @Override
  public void largeObject(int oid, byte[] buffer, int offset, int length) {
    if (length == 0) {
      endObject();
      inObject = true;
      objectCount++;
      object.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, oid));
    } else {
      object.update(buffer, offset, length);
    }
  }

  private void endObject() {
    if (inObject) {
      objects.add(object.digest());
      inObject = false;
    }
  }

  @Override
  public void block(Block block) {
    endObject();
    if (table != null) {
      group().rows += rows.count();
      table = null;
    }
  }

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
}
