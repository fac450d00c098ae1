package oo.images;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program of an image. The serial collector and only the first compiler suit small containers. A
 * JVM that is out of memory says so in a line on the standard error, and ends with 3.
 *
 * @param memory the flag that limits the heap
 * @param main the class that is started
 * @param arguments files and folders of the image
 */
record EntryPoint(String memory, String main, List<String> arguments) {
  static final String ROOT = "/oo";
  static final String FOLDER = ROOT + "/lib";
  static final String JAVA = ROOT + "/java";
  static final String CACHE = ROOT + "/classes.aot";
  static final String TRAINED = ROOT + "/classes.aot.jars";

  /** Where a server keeps objects. */
  static final String DATA = "/var/oo/data";

  /**
   * {@code oo.image.Entry}, which recognises the platform. The heap may have 65 % of the
   * container's memory: the rest is for classes, code, threads and what lies in a {@code /tmp} in
   * memory. The template gives functions on Lambda the same flags ({@code JvmFlagsTest}).
   */
  static final EntryPoint FUNCTION =
      new EntryPoint("-XX:MaxRAMPercentage=65", "oo.image.Entry", List.of());

  /** Half of the memory, as the operator's commands run in the same container. */
  static final EntryPoint SERVER =
      new EntryPoint("-XX:MaxRAMPercentage=50", "oo.server.Main", List.of(ROOT, DATA));

  /** The operator's commands, beside a server. */
  static final EntryPoint COMMANDS =
      new EntryPoint("-Xmx128m", "oo.server.operator.Main", List.of());

  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:+DisplayVMOutputToStderr");
  private static final List<String> MORE_FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");

  private Stream<String> flags() {
    return Stream.of(FLAGS.stream(), Stream.of(memory), MORE_FLAGS.stream()).flatMap(each -> each);
  }

  /** On the base's own Java. */
  List<String> withBaseJava() {
    var command = new ArrayList<>(List.of("java"));
    flags().forEach(command::add);
    command.addAll(List.of("-cp", FOLDER + "/*", main));
    command.addAll(arguments);
    return command;
  }

  /**
   * On the image's Java.
   *
   * @param root of the image's files; empty in the image itself
   * @param jars in the order of the class path, to which a cache is bound
   * @param more flags, e.g. the one that names the cache
   */
  List<String> withBundledJava(String root, List<String> jars, String... more) {
    var command = new ArrayList<>(List.of(root + JAVA + "/bin/java"));
    flags().forEach(command::add);
    command.addAll(List.of(more));
    command.add("-Doo.trained=" + root + TRAINED);
    command.add("-cp");
    command.add(
        jars.stream()
            .map(jar -> root + FOLDER + "/" + jar)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main);
    arguments.forEach(argument -> command.add(root + argument));
    return command;
  }

  /** The flag that uses the cache. */
  static String cached(String root) {
    return "-XX:AOTCache=" + root + CACHE;
  }

  /** A shell's script that starts the command with the script's arguments. */
  static String script(List<String> command) {
    return "#!/bin/sh\nexport OO_TREE="
        + ROOT
        + "\nexec "
        + command.stream().map(part -> "'" + part + "'").collect(Collectors.joining(" "))
        + " \"$@\"\n";
  }
}
