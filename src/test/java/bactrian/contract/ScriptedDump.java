package bactrian.contract;

import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * PostgreSQL 15's client programs, standing first in PATH, that do something of their own: they
 * answer their version as the real ones do, and their script runs the real one as {@code "$real"
 * "$@"}.
 */
final class ScriptedDump {
  private ScriptedDump() {}

  /** Makes folder/pg_dump of this shell script. */
  static Path pgDump(Path folder, String script) throws IOException {
    return program(folder, "pg_dump", script);
  }

  /** Makes folder/pg_dumpall of this shell script. */
  static Path pgDumpAll(Path folder, String script) throws IOException {
    return program(folder, "pg_dumpall", script);
  }

  /**
   * A script that writes the first bytes of what the real program writes, and goes on when the file
   * {@code gate} is there.
   */
  static String waitingFor(Path gate) {
    return "\"$real\" \"$@\" | {\n"
        + "  head -c 1000\n"
        + "  until [ -e '"
        + gate
        + "' ]; do sleep 0.05; done\n"
        + "  cat\n"
        + "}";
  }

  private static Path program(Path folder, String name, String script) throws IOException {
    Files.createDirectories(folder);
    Path program =
        Files.writeString(
            folder.resolve(name),
            "#!/bin/sh\nreal='"
                + LabTools.client(15).resolve(name)
                + "'\nif [ \"$1\" = --version ]; then exec \"$real\" --version; fi\n"
                + script
                + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }
}
