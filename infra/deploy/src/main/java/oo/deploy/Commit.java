package oo.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What Git calls the tree that is deployed. */
final class Commit {
  private static final List<String> DESCRIBE =
      List.of("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*");

  private Commit() {}

  /**
   * The first 12 digits of the commit, with {@code -dirty} when files differ from it; empty outside
   * of a clone.
   */
  static Optional<String> of(Path tree) throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder(DESCRIBE)
              .directory(tree.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no Git here
    }
  }
}
