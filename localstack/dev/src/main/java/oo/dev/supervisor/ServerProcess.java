package oo.dev.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.host.base.EssentialThread;
import oo.server.Main;
import org.jspecify.annotations.Nullable;

/** The JVM of the server. */
final class ServerProcess {
  private static final int MAX_ERROR_LINES = 12;

  /** Longer lines are cut: no output fills the memory. */
  private static final int MAX_LINE = 64 * 1024;

  /** Of a server that says why it does not start; any other is worth a new try. */
  private static final List<Integer> REFUSED = List.of(1, 2);

  private final Process process;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();
  private final List<String> untilReady = new ArrayList<>();

  /**
   * @param told how often a line says that it is still starting
   * @param start after which a server that hangs is killed; a slow machine takes minutes
   */
  record Times(Duration told, Duration start) {}

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Of the module's server; its errors go where its output goes. */
  static ProcessBuilder program(Tree tree, Modules.Module module, Map<String, String> settings) {
    return SmallJvm.of(
            "512m",
            module.classPath(),
            settings,
            Main.class.getName(),
            tree.root().toString(),
            tree.state().toString(),
            "--supervised")
        .directory(tree.root().toFile());
  }

  /** Returns at once; {@link #untilReady} waits. */
  static ServerProcess begin(ProcessBuilder program, LogFile log) {
    try {
      var server = new ServerProcess(program.start());
      EssentialThread.start("output", () -> server.listen(log));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(LogFile log) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = line(output); line != null; line = line(output)) {
        heard(line, log);
      }
    } catch (IOException e) {
      // The process ended.
    } finally {
      ready.completeExceptionally(new StartFailed("ended"));
    }
  }

  /** Null at the end. */
  private static @Nullable String line(Reader output) throws IOException {
    var line = new StringBuilder();
    int next = output.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = output.read()) {
      if (line.length() < MAX_LINE) {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Goes on after any line. */
  private void heard(String line, LogFile log) {
    try {
      if (line.startsWith(Main.READY)) {
        ready.complete(Integer.parseInt(line.substring(Main.READY.length()).strip()));
      } else {
        log.line(line);
        remember(line);
      }
    } catch (RuntimeException e) {
      log.event("unreadable", Map.of("reason", e.getClass().getName()));
    }
  }

  private synchronized void remember(String line) {
    if (!ready.isDone()) {
      untilReady.add(line);
      if (untilReady.size() > 10 * MAX_ERROR_LINES) {
        untilReady.removeFirst();
      }
    }
  }

  private synchronized String errors() {
    // The log is JSON; the reason of a failed start mostly is not.
    List<String> lines = untilReady.stream().filter(line -> !line.startsWith("{")).toList();
    List<String> told = lines.isEmpty() ? untilReady : lines;
    return String.join("\n", told.subList(Math.max(0, told.size() - MAX_ERROR_LINES), told.size()));
  }

  /**
   * Returns when the server answers requests.
   *
   * @throws StartFailed with its last lines of output, when it ends or is not ready in time
   */
  void untilReady(Times times) {
    long end = System.nanoTime() + times.start().toNanos();
    try {
      while (System.nanoTime() < end) {
        try {
          ready.get(times.told().toMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          Supervisor.say("The functions are still starting ...");
        }
      }
      process.destroyForcibly();
      throw new StartFailed(
          "The functions did not start within "
              + times.start().toMinutes()
              + " minutes:\n"
              + errors(),
          false);
    } catch (ExecutionException e) {
      end(1);
      throw new StartFailed(
          "The functions do not start (exit " + exitCode() + "):\n" + errors(),
          REFUSED.contains(exitCode()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new StartFailed("interrupted");
    }
  }

  int port() {
    return ready.join();
  }

  /** Of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  void untilEnded() {
    process.onExit().join();
  }

  /** Lets it finish its requests, and kills it after 15 seconds. */
  void stop() {
    process.destroy();
    end(15);
  }

  private void end(int patienceSeconds) {
    try {
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
