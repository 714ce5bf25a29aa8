package bactrian.catalog;

import bactrian.failure.RunFailure;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link IndexWriter} wrote, line by line. */
public final class IndexReader {
  private IndexReader() {}

  /**
   * The index of this backup, from its lines as they were before compression; the stream stays
   * open.
   *
   * @throws RunFailure when it is not a whole index of this backup that this program can read, with
   *     a sentence that names the backup
   * @throws IOException when the stream cannot be read
   */
  public static Index read(BackupName name, InputStream in) throws IOException {
    try (JsonParser parser = JsonObject.JSON.createParser(in)) {
      return read(name, parser);
    } catch (JsonProcessingException notJson) {
      throw damaged(name, "it is not JSON Lines", notJson);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw damaged(name, wrong.getMessage(), wrong);
    }
  }

  private static Index read(BackupName name, JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw new IllegalArgumentException("it is empty");
    }
    JsonObject header = JsonObject.read(parser);
    requireKnownVersion(name, header.number("format_version"));
    if (!header.text("name").equals(name.toString())) {
      throw new IllegalArgumentException("it is the index of " + header.text("name"));
    }
    List<Index.Frame> frames = new ArrayList<>();
    List<Index.Entry> entries = new ArrayList<>();
    while (parser.nextToken() != null) {
      JsonObject line = JsonObject.read(parser);
      // A line of another kind is a later addition, as an unknown field is.
      if (line.has("frame")) {
        frames.add(frame(line.object("frame")));
      } else if (line.has("entry")) {
        entries.add(entry(line.object("entry")));
      }
    }
    return new Index(name, header.number("archive_length"), frames, entries);
  }

  private static void requireKnownVersion(BackupName name, long version) {
    if (version > Index.FORMAT_VERSION) {
      throw RunFailure.failed(
          "The index of %s was written by a newer version of Bactrian (format %d, this program reads %d): update the program."
              .formatted(name, version, Index.FORMAT_VERSION));
    }
    if (version < 1) {
      throw new IllegalArgumentException("its format_version is " + version);
    }
  }

  private static Index.Frame frame(JsonObject json) {
    return new Index.Frame(
        json.number("raw_offset"),
        json.number("raw_length"),
        json.number("offset"),
        json.number("length"),
        json.text("sha256"),
        json.constant("place", Index.Place.class));
  }

  private static Index.Entry entry(JsonObject json) {
    return new Index.Entry(
        json.smallNumber("dump_id"),
        json.text("kind"),
        json.optionalText("schema"),
        json.text("name"),
        json.number("raw_offset"),
        json.number("raw_length"),
        json.number("rows"),
        json.number("large_objects"));
  }

  private static RunFailure damaged(BackupName name, String reason, Exception cause) {
    return RunFailure.failed(
        "The index of %s is damaged (%s): verify the backup in another store, or restore an older one."
            .formatted(name, reason),
        cause);
  }
}
