package bactrian.postgres;

import bactrian.failure.StreamFailure;
import java.time.Duration;
import java.util.List;

/** Says in one sentence why a child failed, from its exit status and its last messages. */
final class ChildFailure {
  private static final int LONGEST = 600;

  private ChildFailure() {}

  /** The failure of a child that ended by itself or by a signal. */
  static StreamFailure ended(String program, int status, List<String> messages, Throwable cause) {
    // Java reports a death by signal as 128 + its number, as shells do.
    String how =
        status > 128 && status <= 128 + 64
            ? program + " was killed by signal " + (status - 128)
            : program + " failed with exit status " + status;
    return new StreamFailure(how + ": " + gist(program, messages) + advice(messages), cause);
  }

  /** The failure of a child that was ended because the program is being stopped. */
  static StreamFailure stopped(String program, Throwable cause) {
    return new StreamFailure(program + " was ended before it was done: run it again", cause);
  }

  /** The failure of a child that was ended because it stalled. */
  static StreamFailure stalled(String program, Duration timeout, List<String> messages) {
    return new StreamFailure(
        program
            + " moved no bytes for "
            + timeout.toSeconds()
            + " s while the server did nothing for it, and was ended: look for what blocks it, or raise"
            + " postgresql.backup.stall_timeout ("
            + gist(program, messages)
            + ")",
        null);
  }

  /**
   * The server's own words do not say that a lock was waited for: pg_dump limits the wait as the
   * time of a statement. Its query is told in the same words in every language.
   */
  private static String advice(List<String> messages) {
    return messages.stream().anyMatch(line -> line.contains("Query was: LOCK TABLE "))
        ? "; while another session keeps a table locked there is no backup: let it end, or raise"
            + " postgresql.backup.lock_timeout"
        : "";
  }

  /** The messages that say what is wrong: from the first error on, without the chatter before. */
  static String gist(String program, List<String> messages) {
    if (messages.isEmpty()) {
      return "it left no message";
    }
    int first = messages.size() - 1;
    for (int i = 0; i < messages.size(); i++) {
      String line = messages.get(i);
      if (line.contains("error:") || line.contains("FATAL:") || line.contains("ERROR:")) {
        first = i;
        break;
      }
    }
    String text =
        String.join(" / ", messages.subList(first, messages.size()))
            .replace(program + ": error: ", "")
            .replace(program + ": ", "")
            .replaceAll("\\p{Cntrl}", " ");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
