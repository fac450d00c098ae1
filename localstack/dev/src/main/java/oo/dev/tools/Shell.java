package oo.dev.tools;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts programs in the tree's folder. */
public final class Shell {
  private static final Path LOGS = Path.of(".oo");

  private Shell() {}

  /** Runs a program on this terminal, and returns its exit code. */
  public static int run(List<String> command) {
    return run(new ProcessBuilder(command).inheritIO());
  }

  /** Runs a program, and returns its exit code. */
  public static int run(ProcessBuilder builder) {
    return exitCode(start(builder));
  }

  static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandFailed(
          builder.command().getFirst() + " cannot be started: " + e.getMessage());
    }
  }

  static int exitCode(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Interrupted.");
    }
  }

  /**
   * @param otherwise the message when it fails
   */
  static void need(String otherwise, String... command) {
    if (run(List.of(command)) != 0) {
      throw new CommandFailed(otherwise);
    }
  }

  /** Runs a program with its output in {@code .oo/NAME.log}; true when it succeeds. */
  static boolean logged(String name, List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return run(builder.redirectOutput(LOGS.resolve(name + ".log").toFile())) == 0;
  }

  /**
   * @param otherwise the message when it fails, without the log's name
   */
  static void needLogged(String name, String otherwise, List<String> command) {
    if (!logged(name, command)) {
      throw new CommandFailed(otherwise + ": .oo/" + name + ".log says why.");
    }
  }

  static List<String> maven(String... arguments) {
    var command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-Dstyle.color=never"));
    command.addAll(List.of(arguments));
    return command;
  }

  static void needMaven(String otherwise, String... arguments) {
    need(otherwise, maven(arguments).toArray(String[]::new));
  }

  static List<String> java(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The lines that a program prints. */
  static List<String> lines(String... command) {
    Process process = start(new ProcessBuilder(command).redirectError(Redirect.INHERIT));
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      if (exitCode(process) != 0) {
        throw new CommandFailed(String.join(" ", command) + " failed.");
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder of that name in the {@code target} of every module. */
  static void deleteFromTargets(String name) {
    String pattern = "*/target/" + name;
    for (String folder :
        lines("find", "functions", "infra", "localstack", "-path", pattern, "-prune")) {
      need(folder + " cannot be deleted.", "rm", "-r", folder);
    }
  }

  public static boolean has(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
