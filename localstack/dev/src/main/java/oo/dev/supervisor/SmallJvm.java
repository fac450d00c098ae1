package oo.dev.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs in a JVM that is soon ready, as {@code ./oo run} starts its server. */
public final class SmallJvm {
  private SmallJvm() {}

  /**
   * The program's errors go where its output goes.
   *
   * @param heap its limit, e.g. {@code 512m}
   * @param environment all of it
   * @param program the main class and its arguments
   */
  public static ProcessBuilder of(
      String heap, String classPath, Map<String, String> environment, String... program) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath));
    command.addAll(List.of(program));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
