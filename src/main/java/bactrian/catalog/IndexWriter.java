package bactrian.catalog;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an index as JSON Lines: a header, then a line for each frame and each entry, in whatever
 * order they come. Not for several threads.
 */
public final class IndexWriter {
  private final JsonGenerator json;

  /**
   * Writes the header. The stream stays the caller's to close.
   *
   * @param archiveLength the archive's length in bytes as pg_dump wrote it
   * @throws IOException when the stream cannot be written
   */
  public IndexWriter(OutputStream out, BackupName name, long archiveLength) throws IOException {
    json = JsonObject.JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.writeStartObject();
    json.writeNumberField("format_version", Index.FORMAT_VERSION);
    json.writeStringField("name", name.toString());
    json.writeNumberField("archive_length", archiveLength);
    json.writeEndObject();
  }

  /**
   * Writes the line of a frame.
   *
   * @throws IOException when the stream cannot be written
   */
  public void frame(Index.Frame frame) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("frame");
    json.writeNumberField("raw_offset", frame.rawOffset());
    json.writeNumberField("raw_length", frame.rawLength());
    json.writeNumberField("offset", frame.offset());
    json.writeNumberField("length", frame.length());
    json.writeStringField("sha256", frame.sha256());
    json.writeStringField("place", JsonNames.of(frame.place()));
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Writes the line of an entry.
   *
   * @throws IOException when the stream cannot be written
   */
  public void entry(Index.Entry entry) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("entry");
    json.writeNumberField("dump_id", entry.dumpId());
    json.writeStringField("kind", entry.kind());
    json.writeStringField("schema", entry.schema().orElse(null));
    json.writeStringField("name", entry.name());
    json.writeNumberField("raw_offset", entry.rawOffset());
    json.writeNumberField("raw_length", entry.rawLength());
    json.writeNumberField("rows", entry.rows());
    json.writeNumberField("large_objects", entry.largeObjects());
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Ends the last line and passes everything on to the stream. To be called once, after the last
   * line; there is no close, so that nothing ends an index that an error cut short.
   *
   * @throws IOException when the stream cannot be written
   */
  public void finish() throws IOException {
    json.writeRaw('\n');
    json.flush();
  }
}
