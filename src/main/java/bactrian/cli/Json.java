package bactrian.cli;

import bactrian.catalog.Manifest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Results as JSON, with names in snake case. */
final class Json {
  private final JsonGenerator generator;

  private Json(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Prints one object on a line group of its own. */
  static void print(PrintStream out, Consumer<Json> fields) {
    printValue(out, json -> json.object(() -> fields.accept(json)));
  }

  /** Prints a list of objects. */
  static <T> void printList(PrintStream out, Collection<T> items, FieldsOf<T> fields) {
    printValue(out, json -> json.items(items, item -> fields.write(json, item)));
  }

  /** Writes the fields of one item. */
  @FunctionalInterface
  interface FieldsOf<T> {
    void write(Json json, T item);
  }

  private static void printValue(PrintStream out, Consumer<Json> value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.useDefaultPrettyPrinter();
      value.accept(new Json(generator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
  }

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private static void write(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void object(Runnable fields) {
    write(generator::writeStartObject);
    fields.run();
    write(generator::writeEndObject);
  }

  private <T> void items(Collection<T> items, Consumer<T> fields) {
    write(generator::writeStartArray);
    items.forEach(item -> object(() -> fields.accept(item)));
    write(generator::writeEndArray);
  }

  /** A text, or null. */
  void field(String name, String value) {
    write(() -> generator.writeStringField(name, value));
  }

  void field(String name, boolean value) {
    write(() -> generator.writeBooleanField(name, value));
  }

  void field(String name, long value) {
    write(() -> generator.writeNumberField(name, value));
  }

  /** A number, or null where it is not known. */
  void number(String name, OptionalLong value) {
    if (value.isPresent()) {
      field(name, value.getAsLong());
    } else {
      field(name, null);
    }
  }

  /** An object inside the current one. */
  void object(String name, Runnable fields) {
    write(() -> generator.writeFieldName(name));
    object(fields);
  }

  /** A list of texts. */
  void texts(String name, Collection<?> values) {
    write(() -> generator.writeArrayFieldStart(name));
    values.forEach(value -> write(() -> generator.writeString(value.toString())));
    write(generator::writeEndArray);
  }

  /** A list of objects. */
  <T> void list(String name, Collection<T> items, Consumer<T> fields) {
    write(() -> generator.writeFieldName(name));
    items(items, fields);
  }

  /** What a manifest says, as fields of the current object. */
  void manifest(Manifest manifest) {
    field("database", manifest.database());
    field("slot", manifest.slot().map(Object::toString).orElse(null));
    field("started", manifest.started().toString());
    field("finished", manifest.finished().toString());
    field("application_version", manifest.applicationVersion().orElse(null));
    field("server_version", manifest.serverVersion());
    field("raw_size", manifest.rawSize());
    field("stored_size", manifest.storedSize());
    field("tables", manifest.totals().tables());
    field("rows", manifest.totals().rows());
    field("large_objects", manifest.totals().largeObjects());
    field("globals", manifest.globals().state().name().toLowerCase(java.util.Locale.ROOT));
    texts("globals_missing", manifest.globals().missing());
    texts("recipients", manifest.recipients());
  }
}
