package oo.tests.journey;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service of a unit file without systemd: its command line, its environment, and its {@code
 * Restart=always} after {@code RestartSec=}. Nothing holds it to the rest of the file.
 */
final class SystemdService implements AutoCloseable {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Duration pause;
  private final Duration patience;
  private final boolean always;
  private final Path log;
  private volatile boolean wanted;
  private volatile Process process;

  SystemdService(Path unit, Path log) throws IOException {
    String text = Files.readString(unit);
    var settings = new LinkedHashMap<String, List<String>>();
    text.lines()
        .filter(line -> line.matches("[A-Za-z]+=.*"))
        .forEach(line ->
            settings
                .computeIfAbsent(line.substring(0, line.indexOf('=')), name -> new ArrayList<>())
                .add(line.substring(line.indexOf('=') + 1)));
    environment = new LinkedHashMap<>(Map.of("PATH", System.getenv("PATH")));
    for (String assignments : settings.getOrDefault("Environment", List.of())) {
      List.of(assignments.split(" ")).forEach(this::set);
    }
    for (String file : settings.getOrDefault("EnvironmentFile", List.of())) {
      Files.readAllLines(Path.of(file)).stream()
          .filter(line -> !line.startsWith("#"))
          .forEach(this::set);
    }
    command =
        List.of(settings.get("ExecStart").getFirst().split(" ")).stream()
            .map(word ->
                VARIABLE
                    .matcher(word)
                    .replaceAll(found ->
                        Matcher.quoteReplacement(environment.getOrDefault(found.group(1), ""))))
            .toList();
    pause = seconds(settings, "RestartSec");
    patience = seconds(settings, "TimeoutStopSec");
    always = settings.getOrDefault("Restart", List.of()).equals(List.of("always"));
    this.log = log;
  }

  private static Duration seconds(Map<String, List<String>> settings, String name) {
    return Duration.ofSeconds(
        Long.parseLong(
            settings.getOrDefault(name, List.of("90")).getFirst().replaceAll("min$", "0")));
  }

  private void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals > 0) {
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
  }

  /** Runs it until {@link #close}. */
  SystemdService start() {
    wanted = true;
    process = begin();
    Thread.ofVirtual().start(this::keep);
    return this;
  }

  /** Runs it once; the exit code. */
  int once() throws InterruptedException {
    process = begin();
    return process.waitFor();
  }

  private Process begin() {
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().clear();
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep() {
    try {
      while (wanted) {
        process.waitFor();
        if (!always) {
          return;
        }
        Thread.sleep(pause);
        synchronized (this) {
          if (wanted) {
            process = begin();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long pid() {
    return process.pid();
  }

  Map<String, String> environment() {
    return environment;
  }

  void kill() {
    process.destroyForcibly();
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Stops it as systemd does; false when it had to be killed. */
  boolean stop() throws InterruptedException {
    synchronized (this) {
      wanted = false;
    }
    process.destroy();
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    return ended;
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      stop();
    }
  }
}
