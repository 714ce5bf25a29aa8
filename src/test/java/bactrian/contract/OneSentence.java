package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;

/** What a command says that did not do what it was asked: its status, and one line to read. */
final class OneSentence {
  private OneSentence() {}

  /**
   * Checks that the command ended with this status, and said one line and no result; without a
   * stack trace and without the password.
   *
   * @return the line
   */
  static String of(ChildAk.Ended ended, int exitCode) {
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(exitCode);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err())
        .startsWith("ak: ")
        .doesNotContain("Exception")
        .doesNotContain("null")
        .doesNotContain(LabServer.PASSWORD);
    return ended.err().strip();
  }
}
