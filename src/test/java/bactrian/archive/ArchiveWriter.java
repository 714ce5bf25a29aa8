package bactrian.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes archives for tests, field by field after {@code WriteHead}, {@code WriteToc} and {@code
 * WriteInt} of PostgreSQL's pg_backup_archiver.c: for archive versions that no installable pg_dump
 * writes (1.13 and 1.15), and for archives that no pg_dump would write.
 */
final class ArchiveWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int minor;

  ArchiveWriter(int minor) {
    this.minor = minor;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  ArchiveWriter raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  ArchiveWriter number(int value) {
    bytes.write(value < 0 ? 1 : 0);
    int magnitude = value < 0 ? -value : value;
    return raw(magnitude, magnitude >> 8, magnitude >> 16, magnitude >> 24);
  }

  ArchiveWriter text(String text) {
    if (text == null) {
      return number(-1);
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    number(encoded.length);
    bytes.writeBytes(encoded);
    return this;
  }

  /** An uncompressed archive of 2020-10-03 11:55:57 with so many entries. */
  ArchiveWriter head(int entries) {
    return magic(1, minor, 0, 4, 8, 1).uncompressed().created(57).names().number(entries);
  }

  ArchiveWriter magic(int... rest) {
    return raw('P', 'G', 'D', 'M', 'P').raw(rest);
  }

  ArchiveWriter uncompressed() {
    return minor >= 15 ? raw(0) : number(0);
  }

  ArchiveWriter created(int second) {
    return number(second).number(55).number(11).number(3).number(9).number(120).number(0);
  }

  ArchiveWriter names() {
    return text("written é").text("11.22").text("11.22");
  }

  /** The entry that says the encoding, as pg_dump writes it first. */
  ArchiveWriter encoding(int dumpId, String name) {
    String definition = "SET client_encoding = '" + name + "';\n";
    return entry(dumpId, 0, "ENCODING", 2, "ENCODING", definition, null, null, null);
  }

  ArchiveWriter table(int dumpId, String schema, String name, String columns) {
    String definition = "CREATE TABLE " + schema + ".\"" + name + "\" (" + columns + ");\n";
    return entry(dumpId, 0, name, 2, "TABLE", definition, null, schema, "r");
  }

  ArchiveWriter tableData(int dumpId, String schema, String name, int table) {
    String copy = "COPY " + schema + ".\"" + name + "\" FROM stdin;\n";
    return entry(dumpId, 1, name, 3, "TABLE DATA", null, copy, schema, null, table);
  }

  ArchiveWriter largeObjects(int dumpId, String name) {
    return entry(dumpId, 1, name, 3, "BLOBS", null, null, null, null);
  }

  ArchiveWriter largeObject(int dumpId, long oid) {
    String definition = "SELECT pg_catalog.lo_create('" + oid + "');\n";
    return entry(dumpId, 0, Long.toString(oid), 2, "BLOB", definition, null, null, null);
  }

  ArchiveWriter entry(
      int dumpId,
      int hasData,
      String name,
      int section,
      String kind,
      String definition,
      String copyStatement,
      String schema,
      String relationKind,
      int... dependencies) {
    number(dumpId).number(hasData).text("1259").text("4294967295").text(name).text(kind);
    number(section).text(definition).text(null).text(copyStatement).text(schema).text(null);
    if (minor >= 14) {
      text(relationKind == null ? null : "heap");
    }
    if (minor >= 16) {
      number(relationKind == null ? 0 : relationKind.charAt(0));
    }
    text("postgres").text("false");
    for (int dependency : dependencies) {
      text(Integer.toString(dependency));
    }
    return text(null).raw(hasData == 0 ? 3 : 1).raw(new int[8]);
  }

  ArchiveWriter blockOfRows(int dumpId, String... chunks) {
    raw(1).number(dumpId);
    return chunks(chunks);
  }

  ArchiveWriter chunks(String... chunks) {
    for (String chunk : chunks) {
      text(chunk);
    }
    return number(0);
  }

  ArchiveWriter blockOfObjects(int dumpId) {
    return raw(3).number(dumpId);
  }

  ArchiveWriter object(long oid, String... chunks) {
    return number((int) oid).chunks(chunks);
  }
}
