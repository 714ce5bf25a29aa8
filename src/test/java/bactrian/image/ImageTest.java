package bactrian.image;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ContainerEngine;
import bactrian.lab.ContainerEngine.Ended;
import bactrian.lab.ContainerLab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The image that the Dockerfile makes, run by a real engine; no database behind it. */
@Tag("alone")
@ExtendWith(ContainerLab.class)
class ImageTest {
  private ContainerEngine engine;

  @BeforeEach
  void take(ContainerEngine running) {
    engine = running;
  }

  @Test
  void isTheServiceUnlessACommandIsNamedAndIsNotRoot() throws Exception {
    String inspected =
        engine
            .docker(
                "inspect",
                "--format={{.Config.User}} {{.Config.Entrypoint}} {{.Config.Cmd}}"
                    + " {{.Config.StopSignal}} {{.Config.Healthcheck.Test}}",
                "bactrian")
            .out();

    assertThat(inspected).isEqualTo("1000 [ak] [worker] SIGTERM [CMD ak healthcheck]\n");
    assertThat(shell("id -un")).isEqualTo("authentik\n");
  }

  @Test
  void knowsNoSecretAndNoAddressOfItsBuilder() throws Exception {
    assertThat(engine.docker("inspect", "--format={{.Config.Env}}", "bactrian").out())
        .doesNotContain("PASSWORD", "SECRET", "http");
  }

  @Test
  void hasTheClientToolsOfSeveralMajorsSideBySide() throws Exception {
    assertThat(shell("for m in 15 17; do /usr/lib/postgresql/$m/bin/pg_dump --version; done"))
        .containsSubsequence("(PostgreSQL) 15.", "(PostgreSQL) 17.");
  }

  @Test
  void startsFromItsClassDataArchive() throws Exception {
    // -Xshare:on ends the JVM when the archive does not fit.
    Ended version = run("--env=AK_JAVA_OPTS=-Xshare:on", "bactrian", "--version");

    assertThat(version.exitCode()).as(version.err()).isZero();
    assertThat(version.err()).isEmpty();
  }

  @Test
  void holdsNoScriptOfItsOwnBeyondTheLauncher() throws Exception {
    assertThat(
            shell(
                "for f in $(find /opt /usr/local -type f); do"
                    + " head -c 2 $f | grep -q '#!' && echo $f; done; true"))
        .isEqualTo("/opt/bactrian/ak\n");
  }

  @Test
  void holdsNothingThatAnybodyMayWriteButTheSharedTemporaryFolders() throws Exception {
    assertThat(
            shell(
                "find / -xdev -perm -0002 ! -type l ! \\( -type d -perm -1000 \\) 2>/dev/null;"
                    + " true"))
        .isEmpty();
  }

  @Test
  void worksReadOnlyForAnyUserWithoutNetworkOrRights() throws Exception {
    Ended list =
        run(
            "--read-only",
            "--user=123456:0",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "bactrian",
            "listbackups");

    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.out()).startsWith("NAME");
    assertThat(list.err()).isEmpty();
  }

  @Test
  void saysTheExactChownWhereItMayNotWrite() throws Exception {
    Ended hold = run("--user=4711:4712", "--tmpfs=/backups:mode=0700", "bactrian", "listbackups");

    assertThat(hold.exitCode()).isEqualTo(1);
    assertThat(hold.err())
        .contains("The backup directory /backups cannot be used: permission denied")
        .contains("'chown -R 4711:4712 /backups'");
  }

  @Test
  void isUnhealthyWithoutAWorker() throws Exception {
    assertThat(run("bactrian", "healthcheck").exitCode()).isEqualTo(1);
  }

  private Ended run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("run", "--rm", "--network=none"));
    command.addAll(List.of(arguments));
    return engine.docker(command.toArray(String[]::new));
  }

  private String shell(String script) throws Exception {
    Ended ended = run("--entrypoint=sh", "bactrian", "-c", script);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }
}
