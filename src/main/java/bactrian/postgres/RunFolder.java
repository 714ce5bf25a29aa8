package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens and closes the private folder of a run against one database. */
public final class RunFolder {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

  private RunFolder() {}

  /**
   * Makes the folder with the database's pass file in it, and removes those of dead runs.
   *
   * @throws RunFailure when it cannot be made
   */
  public static WorkFolder open(JdbcSource database) {
    WorkFolder folder = WorkFolder.create(WorkFolder.usualParent());
    try {
      folder.sweep();
      if (database.target().passwordOrNull() != null) {
        PassFile.write(folder, ChildLauncher.PASS_FILE, database.target().passwordOrNull());
      }
      return folder;
    } catch (IOException e) {
      close(folder);
      throw RunFailure.failed("The private folder cannot be made ready: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(folder);
      throw e;
    }
  }

  /** Removes the folder; what cannot be removed now, the next run removes. */
  public static void close(WorkFolder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn(
          "The private folder {} could not be removed ({}); the next run removes it",
          folder.path(),
          e.getMessage());
    }
  }
}
