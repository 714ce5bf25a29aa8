package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;

/** A command that failed as the contract says: its exit status, and one sentence. */
final class Failed {
  private final String sentence;

  private Failed(String sentence) {
    this.sentence = sentence;
  }

  /** Checks exit status and form of what was said: one line, no stack trace, no password. */
  static Failed with(ChildAk.Ended ended, int exitCode) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err())
        .startsWith("ak: ")
        .hasSizeLessThan(1200)
        .doesNotContain("Exception")
        .doesNotContain("null")
        .doesNotContain("unforeseen")
        .doesNotContain(LabServer.PASSWORD);
    return new Failed(ended.err());
  }

  Failed saying(String words) {
    assertThat(sentence).contains(words);
    return this;
  }

  Failed neverSaying(String words) {
    assertThat(sentence).doesNotContain(words);
    return this;
  }

  /** Nothing has a final name after a failure, and after the next run there is its backup alone. */
  static void leavesNothing(ChildAk ak, StoreFolder store) throws Exception {
    assertThat(store.files()).isEmpty();
    ChildAk.Ended next = ak.run("backup");
    assertThat(next.exitCode()).as(next.err()).isZero();
    String name = next.out().strip();
    assertThat(store.files())
        .containsExactly(
            name + ".globals.zst", name + ".index.zst", name + ".manifest.json", name + ".zst");
    assertThat(store.incoming()).isEmpty();
    assertThat(store.faults(name)).isEmpty();
  }
}
