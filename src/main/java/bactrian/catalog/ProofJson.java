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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Proofs as JSON; {@code docs/proof.schema.json} describes it. */
public final class ProofJson {
  /** The longest proof that is read, in bytes: a real one has less than a thousand. */
  public static final int LONGEST = 1 << 20;

  private static final String FORMAT_VERSION = "format_version";
  private static final String RESTORING = "restoring_ms";
  private static final String OPENED = "opened";

  private ProofJson() {}

  /** The proof as UTF-8 text, the same bytes for the same proof, ending with a new line. */
  public static byte[] write(Proof proof) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonObject.JSON.createGenerator(bytes)) {
      DefaultIndenter newLines = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(newLines));
      write(json, proof);
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory does not fail", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Proof proof) throws IOException {
    json.writeStartObject();
    json.writeNumberField(FORMAT_VERSION, Proof.FORMAT_VERSION);
    json.writeStringField("name", proof.name().toString());
    json.writeStringField("level", JsonNames.of(proof.level()));
    json.writeStringField("result", JsonNames.of(proof.result()));
    json.writeStringField("started", proof.started().toString());
    json.writeStringField("finished", proof.finished().toString());
    json.writeStringField("host", proof.host());
    json.writeStringField("program_version", proof.programVersion());
    json.writeStringField("server_version", proof.serverVersion().orElse(null));
    if (proof.restoring().isPresent()) {
      json.writeNumberField(RESTORING, proof.restoring().get().toMillis());
    }
    json.writeObjectFieldStart("counts");
    json.writeNumberField("tables", proof.counts().tables());
    json.writeNumberField("rows", proof.counts().rows());
    json.writeNumberField("large_objects", proof.counts().largeObjects());
    json.writeNumberField("bytes", proof.counts().bytes());
    json.writeBooleanField(OPENED, proof.counts().opened());
    json.writeEndObject();
    json.writeArrayFieldStart("reasons");
    for (String reason : proof.reasons()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads a proof of the backup that its file's name says; the stream stays open.
   *
   * @return the proof, or why it is none: a list goes on without it
   * @throws IOException when the stream cannot be read
   */
  public static ProofReading reading(StoredName file, InputStream in) throws IOException {
    Instant proven = file.proven().orElseThrow();
    try {
      return new ProofReading.Read(proven, read(file, in));
    } catch (RunFailure failure) {
      return new ProofReading.Unreadable(proven, failure.sentence());
    }
  }

  private static Proof read(StoredName file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw damaged(file, "it is larger than 1 MiB", null);
    }
    try (JsonParser parser = JsonObject.JSON.createParser(bytes)) {
      parser.nextToken();
      JsonObject json = JsonObject.read(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows its end");
      }
      requireKnownVersion(file, json.number(FORMAT_VERSION));
      if (!json.text("name").equals(file.backup().toString())) {
        throw new IllegalArgumentException("it is of " + json.text("name"));
      }
      return proof(file.backup(), json);
    } catch (JsonProcessingException notJson) {
      throw damaged(file, "it is not JSON", notJson);
    } catch (IllegalArgumentException wrong) {
      throw damaged(file, wrong.getMessage(), wrong);
    }
  }

  private static Proof proof(BackupName name, JsonObject json) {
    JsonObject counts = json.object("counts");
    return new Proof(
        name,
        json.constant("level", Proof.Level.class),
        json.constant("result", Proof.Result.class),
        json.instant("started"),
        json.instant("finished"),
        json.text("host"),
        json.text("program_version"),
        json.optionalText("server_version"),
        json.has(RESTORING)
            ? Optional.of(Duration.ofMillis(json.number(RESTORING)))
            : Optional.empty(),
        new Proof.Counts(
            counts.number("tables"),
            counts.number("rows"),
            counts.number("large_objects"),
            counts.number("bytes"),
            !counts.has(OPENED) || counts.flag(OPENED)),
        json.texts("reasons"));
  }

  private static void requireKnownVersion(StoredName file, long version) {
    if (version > Proof.FORMAT_VERSION) {
      throw RunFailure.failed(
          "%s was written by a newer version of Bactrian (format %d, this program reads %d): update the program."
              .formatted(file, version, Proof.FORMAT_VERSION));
    }
    if (version < 1) {
      throw new IllegalArgumentException("its format_version is " + version);
    }
  }

  private static RunFailure damaged(StoredName file, String reason, Exception cause) {
    return RunFailure.failed(
        "%s is not a proof of this backup (%s): prove the backup again.".formatted(file, reason),
        cause);
  }
}
