package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** As whom PostgreSQL's programs run: they refuse to be root. */
enum RunAs {
  /** The user that we are. */
  OURSELVES(List.of()),
  /** Root, in a user namespace where it is nobody; its files stay root's. */
  UNSHARED(List.of("unshare", "-U")),
  /** Where namespaces are refused, as in many containers: a user who owns nothing. */
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
      return OURSELVES;
    }
    for (RunAs way : List.of(UNSHARED, NOBODY)) {
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
   * Where the data can be: the folder asked for, or one that the unprivileged user can reach, which
   * the folder asked for then points at.
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
      Files.createDirectories(elsewhere);
      Files.deleteIfExists(folder);
      Files.createSymbolicLink(folder, elsewhere);
      return elsewhere;
    } catch (IOException e) {
      throw new UncheckedIOException("No place for PostgreSQL's data that nobody can reach", e);
    }
  }

  /** Hands a fresh folder to whom the programs run as. */
  void own(Path folder) {
    if (this == NOBODY) {
      try {
        Files.setOwner(
            folder,
            folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
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
