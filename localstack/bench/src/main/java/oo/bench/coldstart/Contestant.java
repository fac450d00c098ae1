package oo.bench.coldstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import oo.images.lambda.Artefact;
import oo.images.lambda.RuntimeInterfaceClient;

/**
 * Somebody who does the work.
 *
 * @param folder the unpacked artefact
 * @param classPath its own classes as one jar, then its libraries: an AOT cache takes no folder
 */
record Contestant(String name, String handler, Path folder, List<Path> classPath) {
  private static final Pattern WORK =
      Pattern.compile(
          "(nimbus-jose-jwt|postgresql|sqs|url-connection-client|sdk-core)-([0-9].*)\\.jar$");

  /** From a deployment package: classes, and jars in {@code lib}. */
  static Contestant of(String name, String handler, Path zip, Path folder) {
    Path unpacked = Artefact.unpack(zip, folder);
    return new Contestant(
        name, handler, unpacked, classPath(own(unpacked), unpacked.resolve("lib")));
  }

  /** From a jar and the folder of its libraries. */
  static Contestant of(String name, String handler, Path jar, Path libraries, Path folder) {
    try {
      Files.createDirectories(folder);
      return new Contestant(name, handler, folder, classPath(jar, libraries));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> classPath(Path own, Path libraries) {
    // The runtime brings these itself, the same ones for everybody.
    Set<String> brought =
        RuntimeInterfaceClient.jars().stream()
            .map(Contestant::artefact)
            .collect(Collectors.toSet());
    try (Stream<Path> jars = Files.list(libraries)) {
      return Stream.concat(
              Stream.of(own),
              jars.filter(jar -> jar.toString().endsWith(".jar"))
                  .filter(jar -> brought.stream().noneMatch(artefact(jar)::endsWith))
                  .sorted())
          .map(Path::toAbsolutePath)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A jar's name without its version. */
  private static String artefact(Path jar) {
    return jar.getFileName().toString().replaceFirst("-[0-9].*$", "");
  }

  private static Path own(Path folder) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of those libraries that do the work, the ones that it has. */
  List<Library> workLibraries() {
    return classPath.stream()
        .map(jar -> WORK.matcher(jar.getFileName().toString()))
        .filter(Matcher::find)
        .map(found -> new Library(found.group(1), found.group(2)))
        .toList();
  }

  record Library(String name, String version) {}
}
