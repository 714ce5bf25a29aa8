package bactrian.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The comment of a database that is ours: without it, none is ever dropped or rolled back to.
 *
 * @param name the database that carries it; one that somebody renamed is no longer ours
 * @param role what it is to the original
 * @param original the name of the database that it stands beside
 * @param commentOrNull the original's own comment, which the marker stands in for
 * @param run the id of the run that made it so
 * @param at when that was
 * @param writes rows written to the one in place since its statistics began, at that time
 */
public record Marker(
    String name,
    DatabaseRole role,
    String original,
    String commentOrNull,
    String run,
    Instant at,
    long writes) {
  private static final int FORMAT = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Set<String> FIELDS =
      Set.of("bactrian", "name", "role", "original", "comment", "run", "at", "writes");

  /** Checks that nothing is missing that may not be. */
  public Marker {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(original, "original");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(at, "at");
  }

  /** The text for {@code COMMENT ON DATABASE}: one JSON object. */
  public String text() {
    ObjectNode object = JSON.createObjectNode();
    object.put("bactrian", FORMAT).put("name", name).put("role", role.word());
    object.put("original", original).put("comment", commentOrNull).put("run", run);
    return object.put("at", at.toString()).put("writes", writes).toString();
  }

  /**
   * The marker that this comment of this database is, or nothing when it is anything else: another
   * text, another version's marker, or one that belongs to another database.
   */
  public static Optional<Marker> parse(String database, String commentOrNull) {
    if (commentOrNull == null || !commentOrNull.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return read(JSON.readTree(commentOrNull)).filter(marker -> marker.name.equals(database));
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Marker> read(JsonNode object) {
    Set<String> fields = new TreeSet<>();
    object.fieldNames().forEachRemaining(fields::add);
    JsonNode comment = object.path("comment");
    boolean ours =
        fields.equals(FIELDS)
            && object.path("bactrian").isInt()
            && object.path("bactrian").intValue() == FORMAT
            && object.path("name").isTextual()
            && object.path("role").isTextual()
            && object.path("original").isTextual()
            && (comment.isNull() || comment.isTextual())
            && object.path("run").isTextual()
            && object.path("at").isTextual()
            && object.path("writes").canConvertToLong()
            && object.path("writes").isIntegralNumber();
    if (!ours) {
      return Optional.empty();
    }
    return role(object.path("role").textValue())
        .map(
            role ->
                new Marker(
                    object.path("name").textValue(),
                    role,
                    object.path("original").textValue(),
                    comment.textValue(),
                    object.path("run").textValue(),
                    Instant.parse(object.path("at").textValue()),
                    object.path("writes").longValue()));
  }

  private static Optional<DatabaseRole> role(String word) {
    for (DatabaseRole role : DatabaseRole.values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
