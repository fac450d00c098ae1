package oo.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import oo.images.training.Training;
import org.jspecify.annotations.Nullable;

/** Trains the AOT caches of images, one after the other, or none. */
final class CacheTrainer implements AutoCloseable {
  private final @Nullable Path java;
  private final @Nullable Path folder;
  private final @Nullable Training training;

  private CacheTrainer(@Nullable Path java, @Nullable Path folder, @Nullable Training training) {
    this.java = java;
    this.folder = folder;
    this.training = training;
  }

  /** Leaves images to the base's Java. */
  static CacheTrainer none() {
    return new CacheTrainer(null, null, null);
  }

  /**
   * @param kept where the linked Java stays for the next time
   */
  static CacheTrainer in(Path kept) {
    Path java = JavaRuntime.linked(kept);
    try {
      return new CacheTrainer(java, Files.createTempDirectory("oo-images-"), new Training());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its files are there until this is closed. */
  Optional<AotCache> train(ModuleImage image) {
    if (java == null || folder == null || training == null) {
      return Optional.empty();
    }
    return Optional.of(AotCache.of(image, java, folder.resolve(image.name()), training));
  }

  @Override
  public void close() {
    if (training != null) {
      training.close();
    }
    if (folder != null) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
