package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a program for its version by running it. */
final class VersionAnswer {
  private static final int LONGEST_ANSWER = 4096;

  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * Takes the environment that the programs get, all of it, and how long one may take to answer.
   */
  VersionAnswer(Map<String, String> environment, Duration patience) {
    this.environment = environment;
    this.patience = patience;
  }

  /** The version, or empty when the program does not run, fails, hangs or says something else. */
  Optional<ClientVersion> of(Path program) {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return answer(builder.start());
    } catch (IOException e) {
      // Not a program of this machine (another architecture, no interpreter): as good as not there.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RunFailure.failed("Interrupted while asking " + program + " for its version", e);
    }
  }

  private Optional<ClientVersion> answer(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    CompletableFuture<String> text = drained(process.getInputStream());
    try {
      String answer = text.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      return ended && process.exitValue() == 0 ? ClientVersion.parse(answer) : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads to the end on a thread of its own, so that a program that hangs does not hold us. */
  private static CompletableFuture<String> drained(InputStream output) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (output) {
                byte[] answer = output.readNBytes(LONGEST_ANSWER);
                output.transferTo(OutputStream.nullOutputStream());
                text.complete(new String(answer, StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            },
            "version-answer");
    reader.setDaemon(true);
    reader.start();
    return text;
  }
}
