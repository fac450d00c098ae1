package oo.tests.fn;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import oo.tests.journey.Oo;

/**
 * What a module's image for Fn has of ours: the module, Fn's entry, and what their poms name, each
 * from its {@code target}. Of libraries it has all that this test has.
 */
final class FnClassPath {
  private static final Pattern OURS =
      Pattern.compile(
          "<dependency>\\s*<groupId>oo</groupId>\\s*<artifactId>([^<]+)</artifactId>"
              + "\\s*<version>[^<]+</version>\\s*</dependency>");

  private FnClassPath() {}

  /** Of a module of the tree, e.g. {@code recommend}. */
  static String of(String module) {
    Set<Path> folders = new LinkedHashSet<>();
    add(folders, module);
    add(folders, "fn");
    var entries = new ArrayList<String>();
    folders.forEach(folder -> entries.add(folder.resolve("target/classes").toString()));
    entries.addAll(libraries());
    return String.join(File.pathSeparator, entries);
  }

  /** Of the sample that these tests bring. */
  static String ofSample() {
    return String.join(
        File.pathSeparator,
        Path.of("target/test-classes").toAbsolutePath().toString(),
        Path.of("src/test/sample").toAbsolutePath().toString(),
        of("fn"));
  }

  private static List<String> libraries() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .filter(entry -> !Path.of(entry).startsWith(Oo.TREE))
        .toList();
  }

  private static void add(Set<Path> folders, String artifact) {
    Path folder = folder(artifact);
    if (folders.add(folder)) {
      OURS.matcher(read(folder.resolve("pom.xml")))
          .results()
          .forEach(dependency -> add(folders, dependency.group(1)));
    }
  }

  private static Path folder(String artifact) {
    for (String parent : List.of("functions/", "functions/common/", "functions/adapters/")) {
      Path folder = Oo.TREE.resolve(parent + artifact);
      if (Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new IllegalArgumentException("No module " + artifact);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
