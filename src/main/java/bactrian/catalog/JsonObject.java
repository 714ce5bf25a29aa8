package bactrian.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object whose fields are asked for one by one, with the type each must have; what nobody
 * asks for is ignored. On Jackson's streaming half alone, because databind's classes would be a
 * good part of the time that listing backups takes.
 *
 * <p>Every accessor throws an {@link IllegalArgumentException} that names the field and what is
 * wrong with it.
 */
final class JsonObject {
  /**
   * Refuses a field that stands twice. The streams belong to whoever opened them, so that no
   * writing is ended by a close after an error.
   */
  static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final String path;
  private final Map<?, ?> fields;

  private JsonObject(String path, Map<?, ?> fields) {
    this.path = path;
    this.fields = fields;
  }

  /**
   * The object that begins at the parser's current token; the parser is left on its end.
   *
   * @throws IOException when it is not JSON, or cannot be read
   * @throws IllegalArgumentException when something else than an object begins here
   */
  static JsonObject read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("it is not a JSON object");
    }
    return new JsonObject("", fields(parser));
  }

  private static Map<String, Object> fields(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  /** Text, Long, Boolean, Map, List or null; a number that is none of ours is kept as a Double. */
  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> wholeNumber(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Object wholeNumber(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) parser.getDoubleValue()
        : (Object) parser.getLongValue();
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  /** Whether the object has this field, null or not. */
  boolean has(String field) {
    return fields.containsKey(field);
  }

  /** A text. */
  String text(String field) {
    return required(field, String.class, "a text");
  }

  /** A text or null; the field must be there. */
  Optional<String> optionalText(String field) {
    return has(field) && fields.get(field) == null ? Optional.empty() : Optional.of(text(field));
  }

  /** True or false. */
  boolean flag(String field) {
    return required(field, Boolean.class, "true or false");
  }

  /** A whole number of 64 bits. */
  long number(String field) {
    return required(field, Long.class, "a whole number");
  }

  /** A whole number of 32 bits. */
  int smallNumber(String field) {
    long number = number(field);
    if (number != (int) number) {
      throw new IllegalArgumentException(where(field) + " is too large");
    }
    return (int) number;
  }

  /** An instant in ISO 8601, such as {@code 2020-10-03T11:55:57Z}. */
  Instant instant(String field) {
    try {
      return Instant.parse(text(field));
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(where(field) + " is not an instant in UTC", wrong);
    }
  }

  /** An instant or null; the field must be there. */
  Optional<Instant> optionalInstant(String field) {
    return optionalText(field).map(text -> instant(field));
  }

  /** One of the constants, written in lower case. */
  <E extends Enum<E>> E constant(String field, Class<E> type) {
    String text = text(field);
    for (E constant : type.getEnumConstants()) {
      if (JsonNames.of(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(where(field) + " has the unknown value " + text);
  }

  /** An object. */
  JsonObject object(String field) {
    return new JsonObject(where(field) + ".", required(field, Map.class, "an object"));
  }

  /** A list of objects. */
  List<JsonObject> objects(String field) {
    List<JsonObject> objects = new ArrayList<>();
    for (Map<?, ?> element : elements(field, Map.class, "objects")) {
      objects.add(new JsonObject(where(field) + "[" + objects.size() + "].", element));
    }
    return objects;
  }

  /** A list of texts. */
  List<String> texts(String field) {
    return elements(field, String.class, "texts");
  }

  private <T> List<T> elements(String field, Class<T> type, String what) {
    List<T> elements = new ArrayList<>();
    for (Object element : required(field, List.class, "a list")) {
      if (!type.isInstance(element)) {
        throw new IllegalArgumentException(where(field) + " is not a list of " + what);
      }
      elements.add(type.cast(element));
    }
    return elements;
  }

  private <T> T required(String field, Class<T> type, String what) {
    if (!has(field)) {
      throw new IllegalArgumentException(where(field) + " is missing");
    }
    Object value = fields.get(field);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(where(field) + " is not " + what);
    }
    return type.cast(value);
  }

  private String where(String field) {
    return path + field;
  }
}
