package bactrian.contract;

import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * PostgreSQL 15's pg_restore, standing first in PATH, that does something of its own: it answers
 * its version as the real one does, and its script runs the real one as {@code "$real" "$@"}.
 */
final class ScriptedRestore {
  private ScriptedRestore() {}

  /**
   * Makes folder/pg_restore of this shell script.
   *
   * @return the folder
   */
  static Path in(Path folder, String script) throws IOException {
    Files.createDirectories(folder);
    Path program =
        Files.writeString(
            folder.resolve("pg_restore"),
            "#!/bin/sh\nreal='"
                + LabTools.client(15).resolve("pg_restore")
                + "'\nif [ \"$1\" = --version ]; then exec \"$real\" --version; fi\n"
                + script
                + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /**
   * A script that does this in one step of a restore, in every task of it, and in the others what
   * pg_restore does.
   */
  static String when(String step, String script) {
    return "case \"$*\" in */"
        + step
        + "*.list*)\n"
        + script
        + "\n;; *) exec \"$real\" \"$@\" ;; esac";
  }

  /**
   * A script that goes on when the file {@code gate} is there, and says in a file that it waits.
   */
  static String waitingFor(Path gate, Path waits) {
    return "touch '"
        + waits
        + "'\nuntil [ -e '"
        + gate
        + "' ]; do sleep 0.05; done\nexec \"$real\" \"$@\"";
  }
}
