package oo.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} in a data directory says.
 *
 * @param pid of the process that wrote it; it may be gone, and its number may be another's
 */
record Postmaster(long pid, int port) {

  /** Empty when there is no such file, or one half written. */
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip())));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /**
   * True when the process lives and is PostgreSQL. That it serves the data directory is then asked
   * of itself.
   */
  boolean lives() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .map(command -> Path.of(command.replace(" (deleted)", "")).endsWith("postgres"))
        .orElse(false);
  }
}
