package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The clients' folder, and the programs that generate, compile and run them. A test skips itself
 * when they are missing. {@code ./oo test} installs them.
 */
final class ClientTools {
  static final Path CLIENTS = Oo.TREE.resolve("functions/common/contract/clients");
  static final Path TYPESCRIPT = CLIENTS.resolve("typescript");
  static final Path PYTHON = CLIENTS.resolve("python");

  private static final String HINT = " (./oo clients installs it)";

  private ClientTools() {}

  static String typeScriptCompiler() {
    return installed("typescript/node_modules/.bin/tsc", "TypeScript is not installed");
  }

  static String python() {
    return installed("generator/python_modules/bin/python", "Python's packages are not installed");
  }

  /** The program that generates both clients into a folder. */
  static String generator() {
    installed("generator/node_modules/.bin/openapi-typescript", "The generator is not installed");
    python();
    return CLIENTS.resolve("generate").toString();
  }

  private static String installed(String program, String otherwise) {
    Path path = CLIENTS.resolve(program);
    assumeTrue(Files.isExecutable(path), otherwise + HINT);
    return path.toString();
  }

  record Run(int status, String output) {
    List<String> lines() {
      return output.lines().toList();
    }
  }

  /** Runs a command to its end, with this input. The output includes the errors. */
  static Run run(Path folder, String input, String... command) {
    return run(folder, input, Map.of(), command);
  }

  static Run run(Path folder, String input, Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile("oo-client-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("PYTHONPATH", PYTHON.toString());
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s ends", command[0]).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
      } finally {
        process.destroyForcibly();
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static List<String> linesOf(Path folder, String input, String... command) {
    Run run = run(folder, input, command);
    assertThat(run.status()).as(run.output()).isZero();
    return run.lines();
  }
}
