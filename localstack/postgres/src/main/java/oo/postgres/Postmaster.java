package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@code postmaster.pid} in a data directory.
 *
 * @param pid of the process that wrote it; another process may have the number now
 */
record Postmaster(long pid, int port) {
  private static final String FILE = "postmaster.pid";

  /** Empty when the file is absent or half written. */
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(FILE));
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip())));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** True when the process lives and is PostgreSQL, of this or another data directory. */
  boolean lives() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .map(command -> Path.of(command.replace(" (deleted)", "")).endsWith("postgres"))
        .orElse(false);
  }

  /**
   * Deletes a dead server's file when another program has its number, as PostgreSQL would not
   * start. A number that no process has is left to PostgreSQL, which checks what the dead server
   * left.
   */
  static void forgetIfReused(Path data) {
    Optional<Postmaster> dead = of(data).filter(postmaster -> !postmaster.lives());
    if (dead.flatMap(postmaster -> ProcessHandle.of(postmaster.pid())).isPresent()) {
      try {
        Files.delete(data.resolve(FILE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
