package oo.tests.fn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import oo.dev.supervisor.SmallJvm;

/** A function's process, started as Fn starts a container: an environment, and a socket's name. */
final class FnContainer implements AutoCloseable {
  private final Path folder;
  private final Process process;

  private FnContainer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  static FnContainer start(String classPath, Map<String, String> config) {
    try {
      Path folder = Files.createTempDirectory("fn-");
      var environment = new HashMap<>(config);
      environment.put("FN_FORMAT", "http-stream");
      environment.put("FN_LISTENER", "unix:" + folder.resolve("lsnr.sock"));
      environment.put("FN_APP_NAME", "oo");
      environment.put("FN_FN_NAME", config.getOrDefault("FUNCTION_NAME", ""));
      ProcessBuilder builder =
          SmallJvm.of("128m", classPath, environment, "oo.fn.FnEntry")
              .redirectOutput(folder.resolve("log").toFile())
              .directory(folder.toFile());
      return new FnContainer(folder, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True when the socket has its name; false when the process ended before. */
  boolean ready() {
    Path socket = socket();
    long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (process.isAlive() && System.nanoTime() < until) {
      if (Files.exists(socket)) {
        return true;
      }
      pause();
    }
    return Files.exists(socket) && process.isAlive();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path socket() {
    return folder.resolve("lsnr.sock");
  }

  FnSocket connect() throws IOException {
    return FnSocket.to(socket());
  }

  /** One call on a new connection. */
  FnAnswer call(Map<String, List<String>> headers, byte[] body) throws IOException {
    try (FnSocket connection = connect()) {
      return connection.call(headers, body);
    }
  }

  long pid() {
    return process.pid();
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Of a process that ended by itself. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
