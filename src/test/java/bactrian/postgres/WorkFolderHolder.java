package bactrian.postgres;

import java.nio.file.Files;
import java.nio.file.Path;

/** A process that holds a work folder until it is killed, or its parent is gone. */
final class WorkFolderHolder {
  private WorkFolderHolder() {}

  /** Takes the parent folder, and "sweep" to sweep it first. */
  public static void main(String[] arguments) throws Exception {
    try (WorkFolder work = WorkFolder.create(Path.of(arguments[0]))) {
      Files.writeString(work.newFile("pass"), "secret");
      if (arguments.length > 1) {
        work.sweep();
      }
      System.out.println(work.path());
      System.in.read();
    }
  }
}
