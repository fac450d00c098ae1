package oo.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
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

  /**
   * Builds and pushes one image.
   *
   * @param cache the image's Java and its AOT cache; without, the image runs on the base's Java
   * @return where the image can be had, by its digest
   * @throws PublishFailed naming the image and the reason
   */
  String publish(ModuleImage image, Optional<AotCache> cache) throws InterruptedException {
    try {
      JibContainer built =
          target
              .from()
              .setPlatforms(platforms)
              .setFileEntriesLayers(layers(image, cache))
              .setEntrypoint(
                  cache
                      .map(own -> EntryPoint.withBundledJava("", own.jars(), EntryPoint.cached("")))
                      .orElseGet(EntryPoint::withBaseJava))
              .setUser(USER)
              .setCreationTime(Instant.EPOCH)
              .addLabel("org.opencontainers.image.title", "oO " + image.name())
              .containerize(
                  target
                      .to(image.name())
                      .setBaseImageLayersCache(layers)
                      .setApplicationLayersCache(layers)
                      .setToolName("oo"));
      return target.address(image.name(), built);
    } catch (RegistryException | ExecutionException e) {
      throw new PublishFailed(image.name() + ": " + reason(e));
    } catch (IOException | CacheDirectoryCreationException e) {
      throw new PublishFailed(image.name() + ": " + e.getMessage());
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** What changes seldom comes first. */
  private static List<FileEntriesLayer> layers(ModuleImage image, Optional<AotCache> cache) {
    var layers = new ArrayList<FileEntriesLayer>();
    cache.ifPresent(own -> layers.add(java(own)));
    layers.add(layer("libraries", image.libraries(), image.natives()));
    layers.add(layer("oo", image.own(), Map.of()));
    cache.ifPresent(own ->
        layers.add(
            FileEntriesLayer.builder()
                .setName("cache")
                .addEntry(own.cache(), AbsoluteUnixPath.get(EntryPoint.CACHE))
                .addEntry(own.list(), AbsoluteUnixPath.get(EntryPoint.TRAINED))
                .build()));
    return layers;
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
