package bactrian.postgres;

import java.nio.file.Path;

/**
 * A client program that was found on this machine.
 *
 * @param program which one
 * @param path its absolute path
 * @param version what it answered to {@code --version}
 */
public record ClientTool(ClientProgram program, Path path, ClientVersion version) {
  /** The major version. */
  public int major() {
    return version.major();
  }

  /** For a sentence, such as {@code pg_dump 15.18 in /usr/lib/postgresql/15/bin}. */
  @Override
  public String toString() {
    return program.fileName() + " " + version.text() + " in " + path.getParent();
  }
}
