package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the header and the table of contents, as {@code ReadHead} and {@code ReadToc} of
 * pg_backup_archiver.c do for archive versions 1.13 to 1.16.
 */
final class HeadReader {
  private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
  private static final int OLDEST = 13;
  private static final int NEWEST = 16;
  private static final int WITH_ACCESS_METHOD = 14;
  private static final int WITH_ALGORITHM = 15;
  private static final int WITH_RELATION_KIND = 16;
  private static final int CUSTOM = 1;
  private static final long LARGEST_OID = 0xffffffffL;

  /** No offset is read: from a pipe pg_dump cannot know them. */
  private static final int OFFSET_NOT_SET = 1;

  private static final int OFFSET_SET = 2;
  private static final int OFFSET_NO_DATA = 3;

  /** A function's tag holds its argument types, a hundred at most. */
  private static final int LONGEST_NAME = 1 << 16;

  /** Grants on a database with thousands of roles. */
  private static final int LONGEST_DEFINITION = 1 << 24;

  private final ArchiveInput input;
  private final Map<String, String> shared = new HashMap<>();
  private final Map<List<String>, List<String>> sharedRoles = new HashMap<>();
  private ArchiveEncoding encoding = ArchiveEncoding.utf8();
  private int minor;
  private int offsetSize;

  HeadReader(ArchiveInput input) {
    this.input = input;
  }

  /** Reads up to the first block. */
  ArchiveHead read() throws IOException {
    ArchiveHeader header = header();
    input.enter("the table of contents", 0);
    int count = input.readInt();
    if (count < 0) {
      throw Damage.at(input.offset() - 5, "the table of contents has " + count + " entries");
    }
    List<TocEntry> entries = new ArrayList<>(Math.min(count, 1 << 12));
    for (int i = 1; i <= count; i++) {
      input.enter("the table of contents, entry", i);
      entries.add(entry());
    }
    refuseDuplicates(entries);
    return new ArchiveHead(header, entries, input.offset());
  }

  private ArchiveHeader header() throws IOException {
    for (byte expected : MAGIC) {
      if (input.readByte() != expected) {
        throw Damage.at(input.offset() - 1, "it does not begin with PGDMP");
      }
    }
    int major = input.readByte();
    minor = input.readByte();
    int revision = input.readByte();
    if (major != 1 || minor < OLDEST || minor > NEWEST || revision != 0) {
      throw Damage.unread(
          String.format(
              "it is of version %d.%d-%d, and versions 1.%d to 1.%d are known (PostgreSQL 11 to 18)",
              major, minor, revision, OLDEST, NEWEST));
    }
    int intSize = input.readByte();
    if (intSize != Integer.BYTES) {
      throw Damage.at(input.offset() - 1, "integers of " + intSize + " bytes");
    }
    offsetSize = input.readByte();
    if (offsetSize != Integer.BYTES && offsetSize != Long.BYTES) {
      throw Damage.at(input.offset() - 1, "offsets of " + offsetSize + " bytes");
    }
    int format = input.readByte();
    if (format != CUSTOM) {
      throw Damage.at(input.offset() - 1, "the format is " + format + ", not custom (1)");
    }
    return new ArchiveHeader(
        major,
        minor,
        revision,
        intSize,
        offsetSize,
        compression(),
        created(),
        text(LONGEST_NAME),
        text(LONGEST_NAME),
        text(LONGEST_NAME));
  }

  private Compression compression() throws IOException {
    if (minor < WITH_ALGORITHM) {
      return input.readInt() == 0 ? Compression.NONE : Compression.GZIP;
    }
    int algorithm = input.readByte();
    return switch (algorithm) {
      case 0 -> Compression.NONE;
      case 1 -> Compression.GZIP;
      case 2 -> Compression.LZ4;
      case 3 -> Compression.ZSTD;
      default -> throw Damage.at(input.offset() - 1, "compression algorithm " + algorithm);
    };
  }

  /** A struct tm: years since 1900, months from 0, a leap second as 60. */
  private LocalDateTime created() throws IOException {
    long at = input.offset();
    int second = input.readInt();
    int minute = input.readInt();
    int hour = input.readInt();
    int day = input.readInt();
    int month = input.readInt();
    int year = input.readInt();
    int unusedDaylightSaving = input.readInt();
    try {
      return LocalDateTime.of(
          year + 1900, month + 1, day, hour, minute, second == 60 ? 59 : second);
    } catch (DateTimeException e) {
      throw Damage.at(
          at,
          String.format(
              "the creation time is no time (%d-%d-%d %d:%d:%d, %d)",
              year, month, day, hour, minute, second, unusedDaylightSaving));
    }
  }

  private TocEntry entry() throws IOException {
    int dumpId = input.readInt();
    if (dumpId <= 0) {
      throw Damage.at(input.offset() - 5, "an entry has the dump id " + dumpId);
    }
    boolean hasData = hasData();
    long catalogOid = oid();
    long oid = oid();
    String name = text(LONGEST_NAME);
    String kind = share(text(LONGEST_NAME));
    Section section = section();
    if (KeptText.sharesName(kind, name)) {
      name = share(name);
    }
    String definition = "";
    List<String> roles = List.of();
    if (KeptText.keepsDefinition(kind, name) || NamedRoles.in(kind)) {
      String whole = text(LONGEST_DEFINITION);
      definition = KeptText.keepsDefinition(kind, name) ? whole : "";
      roles = NamedRoles.in(kind) ? shareRoles(NamedRoles.of(kind, whole)) : roles;
    } else {
      input.skipText();
    }
    if (kind.equals("ENCODING")) {
      encoding = ArchiveEncoding.setBy(definition, input.offset());
    }
    input.skipText(); // the drop statement
    String copyStatement = text(LONGEST_DEFINITION);
    String schema = share(text(LONGEST_NAME));
    String tablespace = share(text(LONGEST_NAME));
    String accessMethod = minor >= WITH_ACCESS_METHOD ? share(text(LONGEST_NAME)) : "";
    char relationKind = minor >= WITH_RELATION_KIND ? relationKind() : 0;
    String owner = share(text(LONGEST_NAME));
    withOids();
    Dependencies dependencies = dependencies();
    dataOffset(hasData);
    return new TocEntry(
        dumpId,
        hasData,
        catalogOid,
        oid,
        name,
        kind,
        section,
        definition,
        copyStatement,
        schema,
        tablespace,
        accessMethod,
        relationKind,
        owner,
        roles,
        dependencies);
  }

  private boolean hasData() throws IOException {
    int hasData = input.readInt();
    if (hasData != 0 && hasData != 1) {
      throw Damage.at(input.offset() - 5, "whether an entry has data is " + hasData);
    }
    return hasData == 1;
  }

  private long oid() throws IOException {
    long oid = input.readDecimal(LARGEST_OID);
    if (oid < 0) {
      throw Damage.at(input.offset() - 5, "an oid is absent");
    }
    return oid;
  }

  private Section section() throws IOException {
    int section = input.readInt();
    return switch (section) {
      case 1 -> Section.NONE;
      case 2 -> Section.PRE_DATA;
      case 3 -> Section.DATA;
      case 4 -> Section.POST_DATA;
      default -> throw Damage.at(input.offset() - 5, "an entry is in section " + section);
    };
  }

  private char relationKind() throws IOException {
    int kind = input.readInt();
    if (kind < 0 || kind > 127) {
      throw Damage.at(input.offset() - 5, "a table is of the relation kind " + kind);
    }
    return (char) kind;
  }

  /** Whether COPY wrote oids too: up to PostgreSQL 11, and of no matter for counting rows. */
  private void withOids() throws IOException {
    String withOids = text(LONGEST_NAME);
    if (!withOids.equals("false") && !withOids.equals("true")) {
      throw Damage.at(input.offset(), "whether a table has oids is neither true nor false");
    }
  }

  private Dependencies dependencies() throws IOException {
    int[] dumpIds = new int[4];
    int count = 0;
    for (long next = dependency(); next != -1; next = dependency()) {
      if (count == dumpIds.length) {
        dumpIds = Arrays.copyOf(dumpIds, count * 2);
      }
      dumpIds[count++] = (int) next;
    }
    return Dependencies.of(Arrays.copyOf(dumpIds, count));
  }

  private long dependency() throws IOException {
    return input.readDecimal(Integer.MAX_VALUE);
  }

  private void dataOffset(boolean hasData) throws IOException {
    int state = input.readByte();
    boolean known =
        hasData ? state == OFFSET_NOT_SET || state == OFFSET_SET : state == OFFSET_NO_DATA;
    if (!known) {
      throw Damage.at(
          input.offset() - 1,
          "an entry " + (hasData ? "with" : "without") + " data has the offset state " + state);
    }
    for (int i = 0; i < offsetSize; i++) {
      input.readByte();
    }
  }

  private String text(int longest) throws IOException {
    byte[] bytes = input.readText(longest);
    return bytes.length == 0 ? "" : encoding.decode(bytes, input.offset() - bytes.length);
  }

  private String share(String text) {
    String known = shared.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  /** A hundred thousand large objects may all be granted to the same few. */
  private List<String> shareRoles(Set<String> roles) {
    List<String> list = roles.stream().map(this::share).toList();
    List<String> known = sharedRoles.putIfAbsent(list, list);
    return known == null ? list : known;
  }

  private void refuseDuplicates(List<TocEntry> entries) throws StreamFailure {
    int[] dumpIds = entries.stream().mapToInt(TocEntry::dumpId).sorted().toArray();
    for (int i = 1; i < dumpIds.length; i++) {
      if (dumpIds[i] == dumpIds[i - 1]) {
        throw Damage.at(
            input.offset(), "the table of contents has the dump id " + dumpIds[i] + " twice");
      }
    }
  }
}
