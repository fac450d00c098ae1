package oo.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.images.training.Training;

/**
 * A module's files as its image will have them, and the AOT cache that was trained on exactly
 * those. A JVM accepts a cache of the same build only; the entry point accepts only jars with the
 * listed sizes and times.
 *
 * @param java the image's own
 * @param jars their names, in the order of the class path
 * @param list of the jars, as the entry point checks them
 */
record AotCache(Path java, List<String> jars, Path cache, Path list) {
  /** What Jib gives every file. */
  static final FileTime TIME = FileTime.fromMillis(1000);

  /**
   * Trains.
   *
   * @param root becomes the image's root, for as long as it is trained
   */
  static AotCache of(ModuleImage image, Path java, Path root, Training training) {
    List<String> jars = lay(image, java, root);
    Path cache = root.resolve(EntryPoint.CACHE.substring(1));
    List<String> command =
        image.entry().withBundledJava(root.toString(), jars, "-XX:AOTCacheOutput=" + cache);
    String said =
        image.entry().equals(EntryPoint.SERVER)
            ? training.runServer(command)
            : training.run(image.name(), command);
    if (!Files.exists(cache)) {
      throw new PublishFailed(image.name() + " left no AOT cache:\n" + said);
    }
    return new AotCache(java, jars, cache, root.resolve(EntryPoint.TRAINED.substring(1)));
  }

  private static List<String> lay(ModuleImage image, Path java, Path root) {
    try {
      Path folder = Files.createDirectories(root.resolve(EntryPoint.FOLDER.substring(1)));
      // The JVM follows the link to its own files.
      Files.createSymbolicLink(root.resolve(EntryPoint.JAVA.substring(1)), java.toAbsolutePath());
      var lines = new ArrayList<String>();
      for (Path jar : image.jars().toList()) {
        Path copy = Files.copy(jar, folder.resolve(jar.getFileName()));
        Files.setLastModifiedTime(copy, TIME);
        lines.add(jar.getFileName() + " " + Files.size(copy) + " " + TIME.toMillis());
      }
      Files.write(root.resolve(EntryPoint.TRAINED.substring(1)), lines);
      copy(image.natives(), folder);
      copy(image.files(), root.resolve(EntryPoint.ROOT.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return image.jars().map(jar -> jar.getFileName().toString()).sorted().toList();
  }

  private static void copy(Map<String, Path> files, Path folder) throws IOException {
    for (var file : files.entrySet()) {
      Path copy = folder.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.copy(file.getValue(), copy);
    }
  }

  /** Every file of the Java. */
  Stream<Path> javaFiles() {
    try {
      return Files.walk(java).filter(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
