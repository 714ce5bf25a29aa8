package bactrian.chart;

import bactrian.lab.ContainerEngine;
import java.time.Duration;
import java.time.Instant;

/**
 * How the container {@code authentik} of a pod ended, as the engine saw it: what Kubernetes does
 * before and after that is none of the program's.
 *
 * @param exitCode its exit status
 * @param took the time since it was first asked to
 */
record ContainerEnd(int exitCode, Duration took) {
  /** The end of a container since that time. */
  static ContainerEnd of(ContainerEngine engine, String pod, Instant since) throws Exception {
    String events =
        engine
            .docker(
                "events",
                "--since=" + since.getEpochSecond(),
                "--until=" + (Instant.now().getEpochSecond() + 1),
                "--filter=event=kill",
                "--filter=event=die",
                "--filter=label=io.kubernetes.container.name=authentik",
                "--filter=label=io.kubernetes.pod.name=" + pod,
                "--format={{.Action}} {{.TimeNano}} {{.Actor.Attributes.exitCode}}")
            .out();
    long asked = 0;
    for (String event : events.lines().toList()) {
      String[] words = event.split(" ", 3);
      long time = Long.parseLong(words[1]);
      if (words[0].equals("die")) {
        return new ContainerEnd(
            Integer.parseInt(words[2]), Duration.ofNanos(asked == 0 ? 0 : time - asked));
      }
      asked = asked == 0 ? time : asked;
    }
    throw new AssertionError("The container of " + pod + " has not ended: " + events);
  }
}
