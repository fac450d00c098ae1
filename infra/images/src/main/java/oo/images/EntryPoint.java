package oo.images;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an image starts: {@code oo.image.Entry}, which recognises the platform. The serial collector
 * and only the first compiler suit short-lived processes. The heap may have 65 % of the container's
 * memory: the rest is for classes, code, threads and what lies in a {@code /tmp} in memory. A JVM
 * that is out of memory says so in a line on the standard error, and ends with 3. The template
 * gives functions on Lambda the same flags ({@code JvmFlagsTest}).
 */
final class EntryPoint {
  static final String FOLDER = "/oo/lib";
  static final String JAVA = "/oo/java";
  static final String CACHE = "/oo/classes.aot";
  static final String TRAINED = "/oo/classes.aot.jars";

  private static final String MAIN = "oo.image.Entry";
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:+DisplayVMOutputToStderr",
          "-XX:MaxRAMPercentage=65",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");

  private EntryPoint() {}

  /** On the base's own Java. */
  static List<String> withBaseJava() {
    var command = new ArrayList<String>();
    command.add("java");
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", FOLDER + "/*", MAIN));
    return command;
  }

  /**
   * On the image's Java.
   *
   * @param root of the image's files; empty in the image itself
   * @param jars in the order of the class path, to which a cache is bound
   * @param more flags, e.g. the one that names the cache
   */
  static List<String> withBundledJava(String root, List<String> jars, String... more) {
    var command = new ArrayList<String>();
    command.add(root + JAVA + "/bin/java");
    command.addAll(FLAGS);
    command.addAll(List.of(more));
    command.add("-Doo.trained=" + root + TRAINED);
    command.add("-cp");
    command.add(
        jars.stream()
            .map(jar -> root + FOLDER + "/" + jar)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(MAIN);
    return command;
  }

  /** The flag that uses the cache. */
  static String cached(String root) {
    return "-XX:AOTCache=" + root + CACHE;
  }
}
