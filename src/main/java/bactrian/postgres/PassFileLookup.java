package bactrian.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a target's password in its pass file as libpq does: the first line whose {@code
 * host:port:database:user} matches, {@code *} matching all, a backslash keeping {@code :} and
 * {@code \} (PostgreSQL's manual, "The Password File"). pgjdbc knows only the file that its own
 * environment names.
 */
final class PassFileLookup {
  private PassFileLookup() {}

  static Optional<String> password(Target target) throws IOException {
    List<String> wanted =
        List.of(target.host(), Integer.toString(target.port()), target.database(), target.user());
    for (String line : Files.readAllLines(target.passFileOrNull(), StandardCharsets.UTF_8)) {
      if (!line.startsWith("#")) {
        List<String> fields = fields(line);
        if (fields.size() == 5 && matches(fields, wanted)) {
          return Optional.of(fields.get(4));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(List<String> fields, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
