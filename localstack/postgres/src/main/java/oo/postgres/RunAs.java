package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The user that runs PostgreSQL's programs, which refuse to run as root. */
enum RunAs {
  CURRENT_USER(List.of()),
  /** Root in a user namespace, where it has no privileges; root still owns its files. */
  USER_NAMESPACE(List.of("unshare", "-U")),
  /** The unprivileged user {@code nobody}, where namespaces are refused, as in many containers. */
  NOBODY(List.of("setpriv", "--reuid=nobody", "--clear-groups"));

  private final List<String> prefix;

  RunAs(List<String> prefix) {
    this.prefix = prefix;
  }

  static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  static RunAs found() {
    if (!root()) {
      return CURRENT_USER;
    }
    for (RunAs way : List.of(USER_NAMESPACE, NOBODY)) {
      if (way.works("true")) {
        return way;
      }
    }
    throw new PostgresFailed(
        "PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) works here."
            + " Run as another user.");
  }

  List<String> command(List<String> command) {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /**
   * The folder itself, or, when the unprivileged user cannot reach it, another one that the folder
   * then links to.
   */
  Path reachable(Path folder) {
    if (this != NOBODY) {
      return folder;
    }
    try {
      if (Files.isSymbolicLink(folder)) {
        return Files.createDirectories(Files.readSymbolicLink(folder));
      }
      if (works("test", "-x", folder.resolve("..").normalize().toString())) {
        return folder;
      }
      Path elsewhere =
          Path.of("/var/lib/oo", Integer.toHexString(folder.toAbsolutePath().hashCode()));
      if (Files.exists(folder)) {
        throw new PostgresFailed(
            "The user nobody, who runs PostgreSQL here, cannot reach "
                + folder
                + ": move it to "
                + elsewhere
                + ", or run as another user.");
      }
      Files.createDirectories(elsewhere);
      Files.createSymbolicLink(folder, elsewhere);
      return elsewhere;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No folder for PostgreSQL's data that the user nobody can reach", e);
    }
  }

  /** Gives a new file or folder to the user that runs the programs. */
  void own(Path path) {
    if (this == NOBODY) {
      try {
        Files.setOwner(
            path,
            path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean works(String... command) {
    try {
      Process process =
          new ProcessBuilder(command(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
