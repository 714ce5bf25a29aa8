package bactrian.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The folders in which PostgreSQL's client programs are looked for, in order. */
public final class ClientFolders {
  /** Debian, PGDG on Red Hat, Alpine, Homebrew on both kinds of Mac, built from source. */
  private static final List<String> DISTRIBUTIONS =
      List.of(
          "/usr/lib/postgresql/*/bin",
          "/usr/pgsql-*/bin",
          "/usr/libexec/postgresql*",
          "/opt/homebrew/opt/postgresql@*/bin",
          "/usr/local/opt/postgresql@*/bin",
          "/usr/local/pgsql/bin");

  private ClientFolders() {}

  /**
   * The folders of this machine: those of PATH, then the caller's, then the distributions'
   * versioned ones.
   *
   * @param path the value of PATH, or null
   * @param more the caller's folders
   */
  public static List<Path> ofThisMachine(String path, List<Path> more) {
    Set<Path> folders = new LinkedHashSet<>(onPath(path));
    folders.addAll(more);
    DISTRIBUTIONS.forEach(pattern -> folders.addAll(expand(Path.of(pattern))));
    return List.copyOf(folders);
  }

  /** The absolute folders of PATH; relative ones are left out, since they move with the shell. */
  static List<Path> onPath(String path) {
    List<Path> folders = new ArrayList<>();
    for (String folder : path == null ? new String[0] : path.split(":", -1)) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }

  /** The existing folders that match; a star may stand in one of the last two names. */
  static List<Path> expand(Path pattern) {
    if (!pattern.toString().contains("*")) {
      return Files.isDirectory(pattern) ? List.of(pattern) : List.of();
    }
    boolean starLast = pattern.getFileName().toString().contains("*");
    Path starred = starLast ? pattern : pattern.getParent();
    if (!Files.isDirectory(starred.getParent())) {
      return List.of();
    }
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> matching =
        Files.newDirectoryStream(starred.getParent(), starred.getFileName().toString())) {
      matching.forEach(
          match -> folders.add(starLast ? match : match.resolve(pattern.getFileName())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folders.stream().filter(Files::isDirectory).sorted().toList();
  }
}
