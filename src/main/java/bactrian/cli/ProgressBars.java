package bactrian.cli;

import bactrian.stream.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

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
  public Bar open(String task, long bytes) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(bytes)
            .setUnit(" MiB", MEBIBYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal, COLUMNS))
            .build();
    return new Bar() {
      @Override
      public void step(long more) {
        bar.stepBy(more);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
