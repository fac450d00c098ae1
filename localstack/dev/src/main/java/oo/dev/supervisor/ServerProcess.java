package oo.dev.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.server.Main;

/** The JVM of the server. */
final class ServerProcess {
  private static final int START_SECONDS = 60;
  private static final int MAX_ERROR_LINES = 12;

  private final Process process;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();
  private final List<String> untilReady = new ArrayList<>();

  private ServerProcess(Process process) {
    this.process = process;
  }

  /**
   * Returns when the server answers requests.
   *
   * @throws StartFailed with its last lines of output, when it ends or is not ready in time
   */
  static ServerProcess start(
      Tree tree, Modules.Module module, Map<String, String> settings, LogFile log) {
    try {
      ProcessBuilder builder =
          SmallJvm.of(
                  "512m",
                  module.classPath(),
                  settings,
                  Main.class.getName(),
                  tree.root().toString(),
                  tree.state().toString(),
                  "--supervised")
              .directory(tree.root().toFile());
      var server = new ServerProcess(builder.start());
      Thread.ofVirtual().start(() -> server.listen(log));
      server.untilReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(LogFile log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Main.READY)) {
          ready.complete(Integer.parseInt(line.substring(Main.READY.length())));
        } else {
          log.line(line);
          remember(line);
        }
      }
    } catch (IOException e) {
      // The process ended.
    }
    ready.completeExceptionally(new StartFailed("ended"));
  }

  private synchronized void remember(String line) {
    if (!ready.isDone()) {
      untilReady.add(line);
    }
  }

  private synchronized String errors() {
    // The log is JSON; the reason of a failed start is not.
    List<String> lines = untilReady.stream().filter(line -> !line.startsWith("{")).toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - MAX_ERROR_LINES), lines.size()));
  }

  private void untilReady() {
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StartFailed("The functions do not start:\n" + errors());
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new StartFailed("The functions did not start within a minute:\n" + errors());
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

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Lets it finish its requests, and kills it after 15 seconds. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
