package bactrian.postgres;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password for libpq's programs, in a file that only its owner may read. */
public final class PassFile {
  private PassFile() {}

  /**
   * Writes the password for every server, database and role: the child that gets the file reaches
   * only one. The form is libpq's (documentation, "The Password File").
   *
   * @param name the file's name, not taken yet in the folder
   * @throws RunFailure when the password cannot stand in such a file, or the file cannot be written
   */
  public static Path write(WorkFolder folder, String name, Secret password) {
    String line = line(password);
    try {
      return Files.writeString(folder.newFile(name), line);
    } catch (IOException e) {
      throw RunFailure.failed(
          "Cannot write the pass file %s: %s".formatted(folder.path().resolve(name), e), e);
    }
  }

  /** libpq reads a line and drops every carriage return at its end. */
  private static String line(Secret password) {
    String text = password.reveal();
    if (text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0 || text.endsWith("\r")) {
      throw RunFailure.usage(
          "The PostgreSQL password holds a line end, which no pass file can hold: change postgresql.password (a file:// value may end in one line end only)");
    }
    return "*:*:*:*:" + text.replace("\\", "\\\\").replace(":", "\\:") + "\n";
  }
}
