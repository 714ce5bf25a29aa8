package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user of this machine that a server runs as: PostgreSQL refuses to run as root, so root takes
 * another one.
 *
 * @param switching the user to become, or nothing to stay who we are
 */
record ServerAccount(Optional<User> switching) {
  private static final Path USERS = Path.of("/etc/passwd");
  private static final List<Path> SETPRIV =
      List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));
  private static final int ROOT = 0;

  /**
   * A user of this machine.
   *
   * @param uid its number
   * @param gid the number of its group
   */
  record User(int uid, int gid) {}

  /**
   * The account for a server in this folder of ours: nothing to switch unless we are root, then
   * {@code postgres}, else {@code nobody}.
   *
   * @throws RunFailure with exit status 2 when root has no way to become somebody else
   */
  static ServerAccount forFolder(Path folder) throws IOException {
    if ((int) Files.getAttribute(folder, "unix:uid") != ROOT) {
      return new ServerAccount(Optional.empty());
    }
    List<String> users = Files.readAllLines(USERS);
    Optional<User> user = find(users, "postgres").or(() -> find(users, "nobody"));
    if (user.isEmpty() || setpriv().isEmpty()) {
      throw RunFailure.usage(
          "A PostgreSQL server does not run as root, and root has no user 'postgres' or 'nobody' to"
              + " become, or no setpriv to do it with: run this as another user, or on Debian"
              + " apt-get install postgresql util-linux");
    }
    return new ServerAccount(user);
  }

  /** The user of this name in the lines of a passwd file, see passwd(5). */
  static Optional<User> find(List<String> lines, String name) {
    return lines.stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && fields[0].equals(name))
        .map(fields -> new User(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
        .findFirst();
  }

  /**
   * The argument vector that runs a program as this account. With setpriv the program is also told
   * to end when we are killed, as far as the thread lives that starts it.
   */
  List<String> vector(List<String> program) {
    List<String> vector = new ArrayList<>();
    setpriv()
        .ifPresent(
            setpriv -> {
              vector.add(setpriv.toString());
              switching.ifPresent(
                  user ->
                      vector.addAll(
                          List.of(
                              "--reuid=" + user.uid(), "--regid=" + user.gid(), "--clear-groups")));
              vector.addAll(List.of("--pdeathsig=INT", "--"));
            });
    vector.addAll(program);
    return vector;
  }

  /** Gives the account what lies in a folder, and the folder. */
  void own(Path folder) throws IOException {
    if (switching.isEmpty()) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
              throws IOException {
            give(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            give(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void give(Path file) throws IOException {
    Files.setAttribute(file, "unix:gid", switching.orElseThrow().gid());
    Files.setAttribute(file, "unix:uid", switching.orElseThrow().uid());
  }

  private static Optional<Path> setpriv() {
    return SETPRIV.stream().filter(Files::isExecutable).findFirst();
  }
}
