package bactrian.cli;

import bactrian.stream.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
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
    EndedOnce line = new EndedOnce(new ConsoleProgressBarConsumer(terminal, COLUMNS));
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(bytes)
            .setUnit(" MiB", MEBIBYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .setConsumer(line)
            .build();
    return new Bar() {
      @Override
      public void step(long more) {
        bar.stepBy(more);
      }

      @Override
      public void close() {
        bar.close();
        line.close();
      }
    };
  }

  /** The library does not end the line of a bar that is over before it was drawn for once. */
  private static final class EndedOnce implements ProgressBarConsumer {
    private final ProgressBarConsumer line;
    private boolean ended;

    private EndedOnce(ProgressBarConsumer line) {
      this.line = line;
    }

    @Override
    public int getMaxRenderedLength() {
      return line.getMaxRenderedLength();
    }

    @Override
    public void accept(String drawn) {
      line.accept(drawn);
    }

    @Override
    public void clear() {
      line.clear();
    }

    @Override
    public synchronized void close() {
      if (!ended) {
        ended = true;
        line.close();
      }
    }
  }
}
