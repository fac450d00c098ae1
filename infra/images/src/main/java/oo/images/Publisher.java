package oo.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Builds images and pushes them, by Jib: without a container engine, and the same bytes from the
 * same jars.
 *
 * @param platforms that an image is for; several only when the base is for all of them, too
 * @param layers where Jib keeps layers for the next time
 */
record Publisher(Target target, Set<Platform> platforms, Path layers) {
  /** Any user but root; the base needs no entry for it. */
  private static final String USER = "65532:65532";

  /** Starts the operator's commands; the second place is on every base's PATH. */
  private static final List<String> SCRIPTS = List.of("/oo/bin/oo", "/usr/local/bin/oo");

  /** A volume that is mounted there begins with its owner. */
  private static final List<String> FOLDERS =
      List.of(EntryPoint.DATA, "/var/oo/keys", "/var/oo/backups");

  private static final List<String> BACKUP = List.of("oo", "backup", "--nightly");

  /**
   * Builds and pushes one image.
   *
   * @param cache the image's Java and its AOT cache; without, the image runs on the base's Java
   * @return where the image can be had, by its digest
   * @throws PublishFailed naming the image and the reason
   */
  String publish(ModuleImage image, Optional<AotCache> cache) throws InterruptedException {
    return publish(image.name(), image, cache, command(image.entry(), cache), List.of());
  }

  /**
   * The server's files in an image that makes a backup each night; its base has the programs of
   * PostgreSQL 18.
   */
  String publishBackup(ModuleImage server, Optional<AotCache> cache) throws InterruptedException {
    return publish("backup", server, cache, List.of(), BACKUP);
  }

  /**
   * @param entry what the image starts
   * @param command the entry's arguments; without an entry, what a caller may replace
   */
  private String publish(
      String name,
      ModuleImage image,
      Optional<AotCache> cache,
      List<String> entry,
      List<String> command)
      throws InterruptedException {
    try {
      JibContainer built =
          target
              .from()
              .setPlatforms(platforms)
              .setFileEntriesLayers(layers(image, cache))
              .setEntrypoint(entry)
              .setProgramArguments(command)
              .setUser(USER)
              .setCreationTime(Instant.EPOCH)
              .addLabel("org.opencontainers.image.title", "oO " + name)
              .containerize(
                  target
                      .to(name)
                      .setBaseImageLayersCache(layers)
                      .setApplicationLayersCache(layers)
                      .setToolName("oo"));
      return target.address(name, built);
    } catch (RegistryException | ExecutionException e) {
      throw new PublishFailed(name + ": " + reason(e));
    } catch (IOException | CacheDirectoryCreationException e) {
      throw new PublishFailed(name + ": " + e.getMessage());
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  private static List<String> command(EntryPoint entry, Optional<AotCache> cache) {
    return cache
        .map(own -> entry.withBundledJava("", own.jars(), EntryPoint.cached("")))
        .orElseGet(entry::withBaseJava);
  }

  /** What changes seldom comes first. */
  private List<FileEntriesLayer> layers(ModuleImage image, Optional<AotCache> cache)
      throws IOException {
    var layers = new ArrayList<FileEntriesLayer>();
    cache.ifPresent(own -> layers.add(java(own)));
    layers.add(layer("libraries", image.libraries(), image.natives()));
    layers.add(layer("oo", image.own(), Map.of()));
    if (!image.files().isEmpty()) {
      layers.add(served(image, command(EntryPoint.COMMANDS, cache)));
    }
    cache.ifPresent(own ->
        layers.add(
            FileEntriesLayer.builder()
                .setName("cache")
                .addEntry(own.cache(), AbsoluteUnixPath.get(EntryPoint.CACHE))
                .addEntry(own.list(), AbsoluteUnixPath.get(EntryPoint.TRAINED))
                .build()));
    return layers;
  }

  private FileEntriesLayer served(ModuleImage image, List<String> commands) throws IOException {
    var layer = FileEntriesLayer.builder().setName("served");
    AbsoluteUnixPath folder = AbsoluteUnixPath.get(EntryPoint.ROOT);
    new TreeMap<>(image.files())
        .forEach((place, file) -> layer.addEntry(file, folder.resolve(place)));
    Files.createDirectories(layers);
    Path script = Files.writeString(layers.resolve("oo.sh"), EntryPoint.script(commands));
    for (String place : SCRIPTS) {
      layer.addEntry(script, AbsoluteUnixPath.get(place), FilePermissions.fromOctalString("755"));
    }
    for (String place : FOLDERS) {
      layer.addEntry(
          new FileEntry(
              layers,
              AbsoluteUnixPath.get(place),
              FilePermissions.fromOctalString("700"),
              FileEntriesLayer.DEFAULT_MODIFICATION_TIME,
              USER));
    }
    return layer.build();
  }

  private static FileEntriesLayer java(AotCache own) {
    var layer = FileEntriesLayer.builder().setName("java");
    AbsoluteUnixPath folder = AbsoluteUnixPath.get(EntryPoint.JAVA);
    try (Stream<Path> files = own.javaFiles()) {
      files
          .sorted()
          .forEach(file ->
              layer.addEntry(
                  file,
                  folder.resolve(own.java().relativize(file).toString()),
                  FilePermissions.fromOctalString(Files.isExecutable(file) ? "755" : "644")));
    }
    return layer.build();
  }

  private static FileEntriesLayer layer(String name, List<Path> jars, Map<String, Path> others) {
    var layer = FileEntriesLayer.builder().setName(name);
    AbsoluteUnixPath folder = AbsoluteUnixPath.get(EntryPoint.FOLDER);
    jars.forEach(jar -> layer.addEntry(jar, folder.resolve(jar.getFileName().toString())));
    new TreeMap<>(others).forEach((place, file) -> layer.addEntry(file, folder.resolve(place)));
    return layer.build();
  }
}
