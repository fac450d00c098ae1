package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitTest {
  @TempDir Path tree;

  @Test
  void aCommitIsNamedAndAChangeOfItSaysSo() throws Exception {
    assertThat(Commit.of(tree)).isEmpty();

    Path file = Files.writeString(tree.resolve("file"), "before");
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "first");
    git("tag", "v1");
    assertThat(Commit.of(tree)).hasValueSatisfying(c -> assertThat(c).matches("[0-9a-f]{12}"));

    Files.writeString(file, "after");
    assertThat(Commit.of(tree))
        .hasValueSatisfying(c -> assertThat(c).matches("[0-9a-f]{12}-dirty"));
  }

  private void git(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).directory(tree.toFile()).start().waitFor()).isZero();
  }
}
