package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the merged values as what their keys say they are. What is empty is not set: then libpq's
 * variable stands in, then the default. No sentence quotes a value, since a value in the wrong
 * place may be a secret.
 */
final class TypedValues {
  private static final Pattern NEXT_URI = Pattern.compile("[,\\n](?=\\s*[a-z][a-z0-9+.-]*:)");

  private final Value.Branch merged;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final ValueUri uris;

  TypedValues(Value.Branch merged, Map<String, String> environment, Path workingDirectory) {
    this.merged = merged;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.uris = new ValueUri(environment);
  }

  /** A text and where it came from, so that a complaint can say where to correct it. */
  record Found(SettingKey key, String text, String origin) {
    /** A complaint; the words say what the value must be, or what else is wrong with it. */
    RunFailure wrong(String words) {
      return RunFailure.usage(key.path() + " (from " + origin + ") " + words);
    }
  }

  /** The value of a key as text; nothing when it is neither set nor has a default. */
  Optional<Found> find(SettingKey key) {
    return written(key)
        .or(() -> key.libpqVariable().flatMap(variable -> standIn(key, variable)))
        .or(() -> Optional.of(new Found(key, key.defaultText(), "the built-in default")))
        .filter(found -> !found.text().isEmpty())
        .map(TypedValues::legible);
  }

  /** The value as files and AUTHENTIK_ variables give it, without stand-in and default. */
  Optional<Found> written(SettingKey key) {
    return at(key)
        .filter(Value.Text.class::isInstance)
        .map(Value.Text.class::cast)
        .map(text -> new Found(key, uris.resolve(key, text), text.origin()))
        .filter(found -> !found.text().isEmpty());
  }

  /** Whether a file or a variable mentions the key, be it with an empty value. */
  Optional<Value> at(SettingKey key) {
    Value value = merged;
    for (String part : key.path().split("\\.", -1)) {
      value = value instanceof Value.Branch branch ? branch.children().get(part) : null;
    }
    return Optional.ofNullable(value);
  }

  private Optional<Found> standIn(SettingKey key, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> !text.isEmpty())
        .map(text -> new Found(key, text, EnvironmentLayer.origin(variable)));
  }

  /** Line ends fit in no pass file; U+FFFD is what a wrong locale makes of a letter. */
  private static Found legible(Found found) {
    String forbidden = found.key().kind() == SettingKey.Kind.SQL ? "\0" : "\0\r\n";
    if (found.text().chars().anyMatch(letter -> forbidden.indexOf(letter) >= 0)) {
      throw found.wrong("must not hold line breaks; remove them.");
    }
    if (found.text().indexOf('\uFFFD') >= 0) {
      throw found.wrong(
          "holds letters that this locale cannot read; run with LC_ALL=C.UTF-8, or save the file as"
              + " UTF-8.");
    }
    return found;
  }

  Optional<String> text(SettingKey key) {
    return find(key).map(Found::text);
  }

  Optional<Secret> secret(SettingKey key) {
    return find(key).map(found -> new Secret(found.text()));
  }

  Optional<Integer> integer(SettingKey key, int least, int greatest) {
    return find(key)
        .map(
            found -> {
              String digits = found.text().strip();
              if (digits.matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(digits);
                if (number >= least && number <= greatest) {
                  return number;
                }
              }
              throw found.wrong("must be a whole number from " + least + " to " + greatest + ".");
            });
  }

  boolean flag(SettingKey key) {
    Found found = find(key).orElseThrow();
    return switch (found.text().strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw found.wrong("must be true or false.");
    };
  }

  /** True or false, or nothing when the key is neither set nor has a default. */
  Optional<Boolean> optionalFlag(SettingKey key) {
    return find(key).map(found -> flag(key));
  }

  Optional<Duration> duration(SettingKey key, Duration greatest) {
    return find(key)
        .map(
            found ->
                DurationText.parse(found.text().strip())
                    .filter(span -> span.toSeconds() >= 1 && span.compareTo(greatest) <= 0)
                    .orElseThrow(
                        () ->
                            found.wrong(
                                "must be a span of time with its unit, such as 90s, 5m, 1h30m or"
                                    + " 7d, from 1s to "
                                    + DurationText.format(greatest)
                                    + ".")));
  }

  /** Every item once, without blanks around it; a single text is split at its commas. */
  List<String> list(SettingKey key) {
    List<String> texts;
    if (at(key).orElse(null) instanceof Value.Items items) {
      texts = items.items().stream().map(item -> uris.resolve(key, (Value.Text) item)).toList();
    } else {
      texts = Arrays.asList(written(key).map(Found::text).orElse("").split(",", -1));
    }
    return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).distinct().toList();
  }

  /**
   * The same of addresses, which may hold commas: one begins where a scheme follows a comma or a
   * line's end. Each may stand in a file of its own, or in a variable.
   */
  List<String> uris(SettingKey key) {
    Value value = at(key).orElse(new Value.Items(List.of(), ""));
    List<Value> written = value instanceof Value.Items items ? items.items() : List.of(value);
    return written.stream()
        .map(Value.Text.class::cast)
        .flatMap(
            text ->
                NEXT_URI
                    .splitAsStream(text.text())
                    .map(part -> new Value.Text(part.strip(), text.origin())))
        .flatMap(text -> NEXT_URI.splitAsStream(uris.resolve(key, text)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  /** An absolute path. */
  Optional<Path> path(SettingKey key) {
    return find(key).map(this::resolved);
  }

  /** The text as an absolute path, a relative one from the working directory. */
  Path resolved(Found found) {
    try {
      return workingDirectory.resolve(found.text()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw found.wrong(
          "is not a path that this locale can name; run with LC_ALL=C.UTF-8, or choose another.");
    }
  }

  ZoneId zone(SettingKey key) {
    Found found = find(key).orElseThrow();
    String name = found.text().strip();
    // Offsets such as +02:00 are zones to java.time, but silently GMT to java.util.TimeZone.
    if (name.equals("UTC") || ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    throw found.wrong(
        "is not a time zone; write a name such as Europe/Berlin (the nearest one is "
            + NearestName.among(ZoneId.getAvailableZoneIds(), name)
            + ").");
  }
}
