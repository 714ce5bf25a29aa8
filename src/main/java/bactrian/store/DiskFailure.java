package bactrian.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says why the file system refused, since Java's exceptions often say only the path. */
public final class DiskFailure {
  private DiskFailure() {}

  /** The reason in words, without the path. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (e instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
