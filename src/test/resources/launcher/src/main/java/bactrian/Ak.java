package bactrian;

import java.lang.management.ManagementFactory;

/** Says how it was started. */
public final class Ak {
  private Ak() {}

  /** Prints the arguments, each on a line, and the folder for backups. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("first edition");
    for (String argument : arguments) {
      System.out.println("argument " + argument);
    }
    System.out.println("directory " + System.getProperty("bactrian.directory"));
    System.out.println("jvm " + ManagementFactory.getRuntimeMXBean().getInputArguments());
    if (arguments.length > 0 && arguments[0].equals("fail")) {
      System.exit(4);
    }
    if (arguments.length > 0 && arguments[0].equals("wait")) {
      System.out.println("waiting " + ProcessHandle.current().pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
