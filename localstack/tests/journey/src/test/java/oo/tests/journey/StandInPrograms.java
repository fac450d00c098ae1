package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs that a machine may lack, each replaced by a script that records how it was called and
 * succeeds. {@code java} is one of them, so the launcher is the real one and starts nothing, except
 * for what prints keys: that runs.
 */
final class StandInPrograms {
  private static final List<String> PROGRAMS =
      List.of(
          "aws",
          "curl",
          "docker",
          "docker-compose",
          "fn",
          "java",
          "javac",
          "mvn",
          "npm",
          "pip",
          "sam");

  /** Maven leaves a class path for the launcher, Docker names its bridge, a registry a digest. */
  private static final String SCRIPT =
      """
      #!/usr/bin/env bash
      call=$(mktemp "$CALLS/XXXXXXXX")
      printf '%s\\0' "${0##*/}" "$PWD" "$@" >"$call"
      case "${0##*/} $*" in
        mvn*) for module in infra/deploy localstack/dev; do mkdir -p $module/target; echo >$module/target/classpath; done ;;
        "docker network inspect "*) echo docker0 ;;
        "docker run "*" -i "*) cat >/dev/null ;;
        curl*" -K -") cat >/dev/null; printf 'HTTP/1.1 200 OK\\nDocker-Content-Digest: sha256:%064d\\n' 0 ;;
        curl*) PATH=${PATH#*:} exec curl "$@" ;;
        java*" oo.deploy.Main keys") exec "$REAL_JAVA" -cp "$REAL_CLASSES" oo.deploy.Main keys ;;
        java*" oo.dev.Main event "*) echo '{}' ;;
      esac
      """;

  /**
   * @param arguments without the program's name
   */
  record Call(String program, Path folder, List<String> arguments) {
    /** The value after an option, or the empty text. */
    String after(String option) {
      int at = arguments.indexOf(option);
      return at < 0 ? "" : arguments.get(at + 1);
    }

    @Override
    public String toString() {
      return program + " " + String.join(" ", arguments);
    }
  }

  private final Path folder;

  StandInPrograms(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.resolve("bin"));
    for (String program : PROGRAMS) {
      Path script = Files.writeString(folder.resolve("bin").resolve(program), SCRIPT);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25\"\n");
  }

  /** Runs commands as one script that ends at the first failure, and returns the calls. */
  List<Call> run(Path tree, String what, String commands, Map<String, String> more)
      throws IOException, InterruptedException {
    Path calls = Files.createTempDirectory(folder, "calls-");
    var shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands);
    Path output = folder.resolve("output.txt");
    shell.directory(tree.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    var environment = new HashMap<>(more);
    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    environment.put("HOME", folder.getParent().toString());
    environment.put("JAVA_HOME", folder.getParent().toString());
    environment.put("REAL_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    environment.put("REAL_CLASSES", System.getProperty("java.class.path"));
    environment.put("CALLS", calls.toString());
    shell.environment().clear();
    shell.environment().putAll(environment);
    Process process = shell.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends:%n%s", what, commands).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue())
        .as("%s:%n%s%n%s", what, commands, Files.readString(output, StandardCharsets.UTF_8))
        .isZero();
    try (Stream<Path> files = Files.list(calls)) {
      return files.map(StandInPrograms::call).toList();
    }
  }

  private static Call call(Path file) {
    try {
      List<String> words = List.of(Files.readString(file).split("\0", -1));
      return new Call(words.get(0), Path.of(words.get(1)), words.subList(2, words.size() - 1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
