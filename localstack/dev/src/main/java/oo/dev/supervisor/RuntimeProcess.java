package oo.dev.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.server.Main;

/** The runtime's JVM. */
final class RuntimeProcess {
  private static final int PATIENCE_SECONDS = 60;
  private static final int TELL = 12;

  private final Process process;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();
  private final List<String> last = new ArrayList<>();

  private RuntimeProcess(Process process) {
    this.process = process;
  }

  /**
   * Started, and serving when it returns.
   *
   * @throws Stopped with what it said, when it ends or does not get ready
   */
  static RuntimeProcess start(
      Tree tree, Modules.Module server, Map<String, String> settings, Log log) {
    try {
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xmx512m",
              "--enable-native-access=ALL-UNNAMED",
              "-Dfile.encoding=UTF-8",
              "-cp",
              server.classPath(),
              Main.class.getName(),
              tree.root().toString(),
              tree.state().toString(),
              "--supervised");
      builder.environment().clear();
      builder.environment().putAll(settings);
      builder.redirectErrorStream(true).directory(tree.root().toFile());
      var runtime = new RuntimeProcess(builder.start());
      Thread.ofVirtual().start(() -> runtime.listen(log));
      runtime.untilReady();
      return runtime;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(Log log) {
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
      // It ended.
    }
    ready.completeExceptionally(new Stopped("ended"));
  }

  private synchronized void remember(String line) {
    if (!ready.isDone()) {
      last.add(line);
    }
  }

  private synchronized String said() {
    // Its own lines of log are JSON; what keeps it from starting is not.
    List<String> words = last.stream().filter(line -> !line.startsWith("{")).toList();
    return String.join("\n", words.subList(Math.max(0, words.size() - TELL), words.size()));
  }

  private void untilReady() {
    try {
      ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new Stopped("The functions do not start:\n" + said());
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new Stopped("The functions did not start within a minute:\n" + said());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new Stopped("interrupted");
    }
  }

  int port() {
    return ready.join();
  }

  long pid() {
    return process.pid();
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Ends what it serves; killed when that takes too long. */
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
