package bactrian.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.catalog.Manifest;
import bactrian.catalog.Manifests;
import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.seal.Identity;
import bactrian.store.FrameSource;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is the store's trouble, and what the copy's. */
class CopyCheckTest {
  private static final Identity NO_KEY = new Identity(Optional.empty());
  private static final Manifest MANIFEST =
      Manifests.unsealed(Manifests.name("default", "2020-10-03T11:55:57Z"));

  @Test
  void aServerThatDoesNotAnswerSaysNothingAboutTheCopy() {
    CopyVerdict verdict = check(4, new StreamFailure("The bucket does not answer", null));

    assertThat(verdict.verdict()).isEqualTo(CopyVerdict.Verdict.NOT_PROVEN);
    assertThat(verdict.reasons()).contains("The bucket does not answer");
    assertThat(verdict.result()).isEmpty();
  }

  @Test
  void aFileThatMayNotBeReadSaysNothingAboutTheCopy() {
    IOException denied = new AccessDeniedException("file");

    assertThat(check(1, new StreamFailure("It may not be read", denied)).verdict())
        .isEqualTo(CopyVerdict.Verdict.NOT_PROVEN);
  }

  @Test
  void aFileThatIsNotThereIsMissingFromTheCopy() {
    CopyVerdict verdict = check(4, new StreamFailure(ExitCode.NOT_FOUND, "No such key", null));

    assertThat(verdict.verdict()).isEqualTo(CopyVerdict.Verdict.FAILED);
    assertThat(verdict.reasons())
        .allMatch(reason -> reason.endsWith(" in store is missing."))
        .hasSize(MANIFEST.files().size());
  }

  @Test
  void aDiskThatDoesNotGiveTheBytesHasLostThem() {
    assertThat(check(1, new StreamFailure("Input/output error", null)).verdict())
        .isEqualTo(CopyVerdict.Verdict.FAILED);
  }

  @Test
  void aSignalSaysNothingAboutTheCopy() {
    FrameSource store = source(1, new StreamFailure("closed", null));

    assertThatThrownBy(
            () ->
                new CopyCheck("store", store, MANIFEST, NO_KEY, Progress.NONE, () -> true).check())
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("did not come to its end");
  }

  private static CopyVerdict check(int requestsAtOnce, IOException failure) {
    FrameSource store = source(requestsAtOnce, failure);
    return new CopyCheck("store", store, MANIFEST, NO_KEY, Progress.NONE, () -> false).check();
  }

  private static FrameSource source(int requestsAtOnce, IOException failure) {
    return new FrameSource() {
      @Override
      public InputStream open(String name, long from, long to) throws IOException {
        throw failure;
      }

      @Override
      public int requestsAtOnce() {
        return requestsAtOnce;
      }
    };
  }
}
