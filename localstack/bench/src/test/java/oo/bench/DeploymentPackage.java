package oo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import oo.images.lambda.Artefact;
import oo.images.lambda.RuntimeInterfaceClient;

/**
 * An unpacked artefact.
 *
 * @param folder temporary
 * @param classPath its classes as one jar, then its libraries: an AOT cache takes no folder
 */
record DeploymentPackage(String name, String handler, Path folder, List<Path> classPath) {
  private static final Pattern COMPARED =
      Pattern.compile("(nimbus-jose-jwt|postgresql)-([0-9].*)\\.jar$");

  /** From classes, and jars in {@code lib}. */
  static DeploymentPackage ofZip(String name, String handler, Path zip) throws IOException {
    Path folder = Artefact.unpack(zip, temporary());
    return new DeploymentPackage(
        name, handler, folder, classPath(ownJar(folder), folder.resolve("lib")));
  }

  /** From a jar and the folder of its libraries. */
  static DeploymentPackage ofJar(String name, String handler, Path jar, Path libraries)
      throws IOException {
    return new DeploymentPackage(name, handler, temporary(), classPath(jar, libraries));
  }

  private static Path temporary() throws IOException {
    return Files.createTempDirectory("oo-bench-");
  }

  private static List<Path> classPath(Path own, Path libraries) throws IOException {
    // The runtime brings these, the same ones to each.
    Set<String> brought =
        RuntimeInterfaceClient.jars().stream()
            .map(DeploymentPackage::artefact)
            .collect(Collectors.toSet());
    try (Stream<Path> jars = Files.list(libraries)) {
      return Stream.concat(
              Stream.of(own),
              jars.filter(jar -> jar.toString().endsWith(".jar"))
                  .filter(jar -> brought.stream().noneMatch(artefact(jar)::endsWith))
                  .sorted())
          .map(Path::toAbsolutePath)
          .toList();
    }
  }

  /** A jar's name without its version. */
  private static String artefact(Path jar) {
    return jar.getFileName().toString().replaceFirst("-[0-9].*$", "");
  }

  private static Path ownJar(Path folder) throws IOException {
    Path jar = folder.resolve("function.jar");
    try (Stream<Path> files = Files.walk(folder);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files.sorted().toList()) {
        String name = folder.relativize(file).toString();
        if (Files.isRegularFile(file) && !name.startsWith("lib/") && !file.equals(jar)) {
          out.putNextEntry(new ZipEntry(name));
          out.write(Files.readAllBytes(file));
          out.closeEntry();
        }
      }
      return jar;
    }
  }

  /** The versions of the libraries that do the work. */
  Map<String, String> libraries() {
    var versions = new TreeMap<String, String>();
    for (Path jar : classPath) {
      var found = COMPARED.matcher(jar.getFileName().toString());
      if (found.find()) {
        versions.put(found.group(1), found.group(2));
      }
    }
    return versions;
  }

  void delete() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
