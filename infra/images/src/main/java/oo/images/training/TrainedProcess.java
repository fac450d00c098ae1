package oo.images.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of an image as a process here, and what it writes. */
final class TrainedProcess implements AutoCloseable {
  static final Duration LONGEST = Duration.ofMinutes(3);

  final Process process;
  private final Path log;

  private TrainedProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param environment all of it
   */
  static TrainedProcess start(String name, List<String> command, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile("training-" + name + "-", ".log");
      var builder =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new TrainedProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  /** Ends the process by SIGTERM, on which a JVM writes its cache; returns what it wrote. */
  String stop() {
    process.destroy();
    await(LONGEST);
    return written();
  }

  private void await(Duration longest) {
    try {
      if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  String written() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
