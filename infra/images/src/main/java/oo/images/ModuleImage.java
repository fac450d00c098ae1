package oo.images;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A module and the files that it runs with.
 *
 * @param name of the image, e.g. {@code connect-callback}
 * @param entry what it starts
 * @param third-party jars; they change seldom, so they are a separate layer
 * @param own oO's jars
 * @param natives native libraries for Linux, by their places beside the jars
 * @param files others that it reads, by their places in the image's folder
 */
record ModuleImage(
    String name,
    EntryPoint entry,
    List<Path> libraries,
    List<Path> own,
    Map<String, Path> natives,
    Map<String, Path> files) {
  ModuleImage {
    libraries = List.copyOf(libraries);
    own = List.copyOf(own);
    natives = Map.copyOf(natives);
    files = Map.copyOf(files);
  }

  /** A module of functions; each image of one has the jars of the entry point's module too. */
  static ModuleImage of(Path module, Path entry) {
    return of(module, EntryPoint.FUNCTION, List.of(module, entry), Map.of());
  }

  /** The server, with the template that it serves and the pages. */
  static ModuleImage server(Path tree) {
    Path module = tree.resolve("infra/server");
    var files = new TreeMap<String, Path>();
    files.put("infra/sam-template.yaml", tree.resolve("infra/sam-template.yaml"));
    Path site = tree.resolve("static-site");
    try (Stream<Path> pages = Files.walk(site)) {
      pages
          .filter(Files::isRegularFile)
          .forEach(page -> files.put("static-site/" + site.relativize(page), page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(module, EntryPoint.SERVER, List.of(module), files);
  }

  /**
   * By the files that the build leaves in a module's {@code target}: its jar, and the class path
   * that it runs with.
   *
   * @param modules whose jars the image has
   */
  private static ModuleImage of(
      Path module, EntryPoint entry, List<Path> modules, Map<String, Path> files) {
    var jars = new LinkedHashMap<String, Path>();
    for (Path folder : modules) {
      for (Path jar : runs(folder)) {
        Path other = jars.putIfAbsent(jar.getFileName().toString(), jar);
        if (other != null && !same(other, jar)) {
          throw new IllegalStateException("Two jars are called " + jar.getFileName());
        }
      }
    }
    var own = new ArrayList<Path>();
    var libraries = new ArrayList<Path>();
    jars.values().stream()
        .sorted()
        .forEach(jar -> (jar.resolveSibling("").endsWith("target") ? own : libraries).add(jar));
    var natives = new TreeMap<String, Path>();
    own.forEach(jar -> natives.putAll(natives(jar.resolveSibling("native"))));
    return new ModuleImage(module.getFileName().toString(), entry, libraries, own, natives, files);
  }

  /** Those of a folder that a build may have left beside a jar. */
  static Map<String, Path> natives(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".so"))
          .collect(
              Collectors.toMap(file -> "native/" + folder.relativize(file), Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them. */
  Stream<Path> jars() {
    return Stream.concat(libraries.stream(), own.stream());
  }

  private static List<Path> runs(Path module) {
    Path target = module.resolve("target");
    Path list = target.resolve("classpath");
    try (Stream<Path> built = Files.list(target)) {
      var jars =
          new ArrayList<>(
              built
                  .filter(file -> file.toString().endsWith("-1.jar"))
                  .map(Path::toAbsolutePath)
                  .toList());
      for (String entry : Files.readString(list).strip().split(File.pathSeparator)) {
        if (!entry.isEmpty()) {
          jars.add(Path.of(entry));
        }
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other) || Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
