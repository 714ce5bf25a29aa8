package bactrian.catalog;

import bactrian.failure.RunFailure;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Manifests as JSON; {@code docs/manifest.schema.json} describes it. */
public final class ManifestJson {
  /** The longest manifest that is read, in bytes: a real one has a few thousand. */
  public static final int LONGEST = 1 << 20;

  private static final String FORMAT_VERSION = "format_version";

  private ManifestJson() {}

  /** The manifest as UTF-8 text, the same bytes for the same manifest, ending with a new line. */
  public static byte[] write(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonObject.JSON.createGenerator(bytes)) {
      DefaultIndenter newLines = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(newLines));
      write(json, manifest);
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory does not fail", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Manifest manifest) throws IOException {
    json.writeStartObject();
    json.writeNumberField(FORMAT_VERSION, Manifest.FORMAT_VERSION);
    json.writeStringField("name", manifest.name().toString());
    json.writeStringField("alias", manifest.name().alias());
    json.writeStringField("database", manifest.database());
    json.writeStringField("slot", manifest.slot().map(Object::toString).orElse(null));
    json.writeStringField("started", manifest.started().toString());
    json.writeStringField("finished", manifest.finished().toString());
    json.writeStringField("host", manifest.host());
    json.writeStringField("program_version", manifest.programVersion());
    json.writeStringField("application_version", manifest.applicationVersion().orElse(null));
    json.writeStringField("server_version", manifest.serverVersion());
    json.writeStringField("client_version", manifest.clientVersion());
    json.writeStringField("archive_format_version", manifest.archiveFormatVersion());
    json.writeStringField("encoding", manifest.encoding());
    json.writeObjectFieldStart("compression");
    json.writeStringField("algorithm", manifest.compression().algorithm());
    json.writeNumberField("level", manifest.compression().level());
    json.writeEndObject();
    json.writeObjectFieldStart("encryption");
    writeTexts(json, "recipients", manifest.recipients());
    json.writeEndObject();
    json.writeObjectFieldStart("sizes");
    json.writeNumberField("raw", manifest.rawSize());
    json.writeNumberField("stored", manifest.storedSize());
    json.writeEndObject();
    json.writeObjectFieldStart("totals");
    json.writeNumberField("tables", manifest.totals().tables());
    json.writeNumberField("rows", manifest.totals().rows());
    json.writeNumberField("large_objects", manifest.totals().largeObjects());
    json.writeEndObject();
    json.writeObjectFieldStart("globals");
    json.writeStringField("state", JsonNames.of(manifest.globals().state()));
    writeTexts(json, "missing", manifest.globals().missing());
    json.writeEndObject();
    json.writeArrayFieldStart("files");
    for (Manifest.HashedFile file : manifest.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name().toString());
      json.writeNumberField("size", file.size());
      json.writeStringField("sha256", file.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * Reads the manifest of the backup of this name; the stream stays open.
   *
   * @throws RunFailure when it is not a manifest of this backup that this program can read, with a
   *     sentence that names the file
   * @throws IOException when the stream cannot be read
   */
  public static Manifest read(BackupName name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw damaged(name, "it is larger than 1 MiB", null);
    }
    try (JsonParser parser = JsonObject.JSON.createParser(bytes)) {
      parser.nextToken();
      JsonObject json = JsonObject.read(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows its end");
      }
      requireKnownVersion(name, json.number(FORMAT_VERSION));
      return manifest(name, json);
    } catch (JsonProcessingException notJson) {
      throw damaged(name, "it is not JSON", notJson);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw damaged(name, wrong.getMessage(), wrong);
    }
  }

  /** As {@link #read}, with a manifest that is no good as a value: a catalog lists it as broken. */
  public static ManifestReading reading(BackupName name, InputStream in) throws IOException {
    try {
      return new ManifestReading.Read(read(name, in));
    } catch (RunFailure failure) {
      return new ManifestReading.Unreadable(failure.sentence());
    }
  }

  private static void requireKnownVersion(BackupName name, long version) {
    if (version > Manifest.FORMAT_VERSION) {
      throw RunFailure.failed(
          "%s was written by a newer version of Bactrian (format %d, this program reads %d): update the program."
              .formatted(StoredName.manifest(name), version, Manifest.FORMAT_VERSION));
    }
    if (version < 1) {
      throw new IllegalArgumentException("its format_version is " + version);
    }
  }

  private static Manifest manifest(BackupName name, JsonObject json) {
    requireEqual("name", name.toString(), json.text("name"));
    requireEqual("alias", name.alias(), json.text("alias"));
    JsonObject compression = json.object("compression");
    JsonObject sizes = json.object("sizes");
    JsonObject totals = json.object("totals");
    JsonObject globals = json.object("globals");
    Manifest manifest =
        new Manifest(
            name,
            json.text("database"),
            json.optionalInstant("slot"),
            json.instant("started"),
            json.instant("finished"),
            json.text("host"),
            json.text("program_version"),
            json.optionalText("application_version"),
            json.text("server_version"),
            json.text("client_version"),
            json.text("archive_format_version"),
            json.text("encoding"),
            new Manifest.Compression(
                compression.text("algorithm"), compression.smallNumber("level")),
            json.object("encryption").texts("recipients"),
            sizes.number("raw"),
            new Manifest.Totals(
                totals.number("tables"), totals.number("rows"), totals.number("large_objects")),
            new Manifest.Globals(
                globals.constant("state", Manifest.Globals.State.class), globals.texts("missing")),
            json.objects("files").stream().map(ManifestJson::hashedFile).toList());
    requireEqual("sizes.stored", manifest.storedSize(), sizes.number("stored"));
    return manifest;
  }

  private static Manifest.HashedFile hashedFile(JsonObject json) {
    String name = json.text("name");
    StoredName stored =
        StoredName.parse(name)
            .orElseThrow(() -> new IllegalArgumentException("no file is called " + name));
    return new Manifest.HashedFile(stored, json.number("size"), json.text("sha256"));
  }

  private static void requireEqual(String field, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "its %s is %s and must be %s".formatted(field, found, expected));
    }
  }

  private static RunFailure damaged(BackupName name, String reason, Exception cause) {
    return RunFailure.failed(
        "%s is not a manifest of this backup (%s): bring the original back, or move the file out of the store."
            .formatted(StoredName.manifest(name), reason),
        cause);
  }
}
