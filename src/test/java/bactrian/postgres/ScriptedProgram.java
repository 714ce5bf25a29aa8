package bactrian.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes programs that do what a shell script says. */
public final class ScriptedProgram {
  private ScriptedProgram() {}

  /** Makes folder/name a program with this script. */
  public static Path in(Path folder, String name, String script) throws IOException {
    Files.createDirectories(folder);
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  /** Makes folder/name a program that answers as a client program of this version does. */
  public static Path ofVersion(Path folder, String name, String version) throws IOException {
    return in(folder, name, "echo '" + name + " (PostgreSQL) " + version + "'");
  }
}
