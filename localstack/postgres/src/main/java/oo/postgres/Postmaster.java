package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The content of {@code postmaster.pid} in a data directory.
 *
 * @param pid of the process that wrote it; another process may have the number now
 */
record Postmaster(long pid, int port) {
  private static final String FILE = "postmaster.pid";
  private static final Duration END = Duration.ofSeconds(10);

  /** Empty when the file is absent, half written or garbage. */
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

  /** True when the process lives and is PostgreSQL on this data directory. */
  boolean lives(Path data) {
    return ProcessHandle.of(pid).filter(process -> serves(process, data)).isPresent();
  }

  private static boolean serves(ProcessHandle process, Path data) {
    return process.isAlive()
        && isPostgres(process).orElse(false)
        && folder(process).map(folder -> same(folder, data)).orElse(false);
  }

  /** Empty when it cannot be told. */
  private static Optional<Boolean> isPostgres(ProcessHandle process) {
    try {
      // Also of a process of another user.
      Path name = Path.of("/proc", String.valueOf(process.pid()), "comm");
      return Optional.of(Files.readString(name).strip().equals("postgres"));
    } catch (IOException e) {
      return process.info().command().map(command -> Path.of(command).endsWith("postgres"));
    }
  }

  /** The data directory of a PostgreSQL process: it works there. */
  private static Optional<Path> folder(ProcessHandle process) {
    Path link = Path.of("/proc", String.valueOf(process.pid()), "cwd");
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      try {
        return Optional.of(Files.readSymbolicLink(link));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    List<String> arguments = process.info().arguments().map(Arrays::asList).orElse(List.of());
    int at = arguments.indexOf("-D");
    return at < 0 || at + 1 == arguments.size()
        ? Optional.empty()
        : Optional.of(Path.of(arguments.get(at + 1)));
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes away a file by which PostgreSQL would not start. A number that no process has is left to
   * PostgreSQL, which checks what the dead server left.
   */
  static void forgetIfUseless(Path data) {
    Path file = data.resolve(FILE);
    Optional<Postmaster> written = of(data);
    if (written.isPresent()) {
      if (ProcessHandle.of(written.get().pid()).filter(it -> isAnother(it, data)).isPresent()) {
        delete(file);
      }
    } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      endAll(data);
      // A server that ends may take its file with it.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Aside.move(file, "names no process");
      }
    }
  }

  /** False when in doubt: two servers would destroy the data of one directory. */
  private static boolean isAnother(ProcessHandle process, Path data) {
    return !isPostgres(process).orElse(true)
        || folder(process).filter(Files::exists).map(folder -> !same(folder, data)).orElse(false);
  }

  /** Kills the server that nothing leads to; what it committed is in its log. */
  private static void endAll(Path data) {
    List<ProcessHandle> left =
        ProcessHandle.allProcesses().filter(process -> serves(process, data)).toList();
    left.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : left) {
      try {
        process.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        throw new PostgresFailed(
            "Process " + process.pid() + " uses " + data + " and does not end.");
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
