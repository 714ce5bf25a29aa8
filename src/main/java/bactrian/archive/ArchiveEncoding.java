package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;

/**
 * The encoding of an archive's texts, as its first entry says it: {@code SET client_encoding =
 * 'UTF8';}. PostgreSQL's names are those of {@code src/common/encnames.c}.
 */
final class ArchiveEncoding {
  private static final Map<String, String> CHARSETS =
      Map.ofEntries(
          Map.entry("UTF8", "UTF-8"),
          // No encoding at all; this one keeps each byte as one character.
          Map.entry("SQL_ASCII", "ISO-8859-1"),
          Map.entry("LATIN1", "ISO-8859-1"),
          Map.entry("LATIN2", "ISO-8859-2"),
          Map.entry("LATIN3", "ISO-8859-3"),
          Map.entry("LATIN4", "ISO-8859-4"),
          Map.entry("LATIN5", "ISO-8859-9"),
          Map.entry("LATIN6", "ISO-8859-10"),
          Map.entry("LATIN7", "ISO-8859-13"),
          Map.entry("LATIN8", "ISO-8859-14"),
          Map.entry("LATIN9", "ISO-8859-15"),
          Map.entry("LATIN10", "ISO-8859-16"),
          Map.entry("ISO_8859_5", "ISO-8859-5"),
          Map.entry("ISO_8859_6", "ISO-8859-6"),
          Map.entry("ISO_8859_7", "ISO-8859-7"),
          Map.entry("ISO_8859_8", "ISO-8859-8"),
          Map.entry("WIN866", "IBM866"),
          Map.entry("WIN874", "x-windows-874"),
          Map.entry("WIN1250", "windows-1250"),
          Map.entry("WIN1251", "windows-1251"),
          Map.entry("WIN1252", "windows-1252"),
          Map.entry("WIN1253", "windows-1253"),
          Map.entry("WIN1254", "windows-1254"),
          Map.entry("WIN1255", "windows-1255"),
          Map.entry("WIN1256", "windows-1256"),
          Map.entry("WIN1257", "windows-1257"),
          Map.entry("WIN1258", "windows-1258"),
          Map.entry("KOI8R", "KOI8-R"),
          Map.entry("KOI8U", "KOI8-U"),
          Map.entry("EUC_JP", "EUC-JP"),
          Map.entry("EUC_CN", "GB2312"),
          Map.entry("EUC_KR", "EUC-KR"),
          Map.entry("EUC_TW", "x-EUC-TW"),
          Map.entry("GB18030", "GB18030"),
          Map.entry("GBK", "GBK"),
          Map.entry("BIG5", "Big5"),
          Map.entry("SJIS", "windows-31j"),
          Map.entry("UHC", "x-windows-949"),
          Map.entry("JOHAB", "x-Johab"));

  private final Charset charset;

  private ArchiveEncoding(Charset charset) {
    this.charset = charset;
  }

  /** What the texts before the entry are read as: the database's name came by our own argument. */
  static ArchiveEncoding utf8() {
    return new ArchiveEncoding(StandardCharsets.UTF_8);
  }

  /** The encoding that the definition of the entry of kind {@code ENCODING} sets. */
  static ArchiveEncoding setBy(String definition, long offset) throws StreamFailure {
    int from = definition.indexOf('\'') + 1;
    int to = definition.indexOf('\'', from);
    if (from == 0 || to < 0) {
      throw Damage.at(offset, "the entry ENCODING names no encoding");
    }
    String name = definition.substring(from, to);
    String charset = CHARSETS.getOrDefault(name, name);
    try {
      return new ArchiveEncoding(Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw Damage.unread(
          "its texts are in the encoding " + name + ", which this Java does not know", e);
    }
  }

  /** The text of these bytes; bytes that are no text in this encoding are damage. */
  String decode(byte[] bytes, long offset) throws StreamFailure {
    if (onlyAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Damage.at(offset, "a text is not in the archive's encoding " + charset);
    }
  }

  private static boolean onlyAscii(byte[] bytes) {
    for (byte next : bytes) {
      if (next < 0) {
        return false;
      }
    }
    return true;
  }
}
