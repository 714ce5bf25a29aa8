package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerAccountTest {
  private static final List<String> USERS =
      List.of(
          "root:x:0:0:root:/root:/bin/bash",
          "# not a user",
          "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash");

  @TempDir private Path folder;

  @Test
  void aUserIsFoundByItsName() {
    assertThat(ServerAccount.find(USERS, "postgres")).contains(new ServerAccount.User(101, 104));
    assertThat(ServerAccount.find(USERS, "nobody")).isEmpty();
  }

  @Test
  void aProgramRunsAsTheAccount() {
    ServerAccount other = new ServerAccount(Optional.of(new ServerAccount.User(101, 104)));
    ServerAccount same = new ServerAccount(Optional.empty());

    assertThat(other.vector(List.of("postgres", "-D", "x")))
        .containsSubsequence("--reuid=101", "--regid=104", "--", "postgres", "-D", "x");
    assertThat(same.vector(List.of("postgres")))
        .endsWith("postgres")
        .noneMatch(word -> word.startsWith("--reuid"));
  }

  @Test
  void onlyRootBecomesSomebodyElse() throws Exception {
    boolean root = Files.getAttribute(folder, "unix:uid").equals(0);

    assertThat(ServerAccount.forFolder(folder).switching().isPresent()).isEqualTo(root);
  }
}
