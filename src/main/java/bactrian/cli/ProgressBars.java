package bactrian.cli;

import bactrian.stream.Progress;
import java.io.InputStream;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.wrapped.ProgressBarWrappedInputStream;

/** Progress as a line on a terminal that is drawn anew while the bytes pass. */
public final class ProgressBars implements Progress {
  /** Said and not asked of the terminal, for which the library would load another one. */
  private static final int COLUMNS = 79;

  private static final long MEBIBYTE = 1024 * 1024;
  private static final int REDRAW_MILLIS = 250;

  private final PrintStream terminal;

  /**
   * @param terminal where the bars are drawn
   */
  public ProgressBars(PrintStream terminal) {
    this.terminal = terminal;
  }

  @Override
  public InputStream watch(String task, long bytes, InputStream in) {
    // Not wrap(), which takes what is available at once for the whole length.
    return new ProgressBarWrappedInputStream(
        in,
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(bytes)
            .setUnit(" MiB", MEBIBYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal, COLUMNS))
            .build());
  }
}
