package oo.images.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A function's deployment package. */
public final class Artefact {
  private Artefact() {}

  /**
   * Unpacks a zip as Lambda does, times included: an AOT cache is bound to them.
   *
   * @param folder is made; empty, if it is there
   * @return the folder
   */
  public static Path unpack(Path zip, Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try (var file = new ZipFile(zip.toFile())) {
      Files.createDirectories(root);
      for (ZipEntry entry : Collections.list(file.entries())) {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
          throw new IllegalArgumentException(zip + " has an entry outside of it");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        try (InputStream content = file.getInputStream(entry)) {
          Files.copy(content, target);
        }
        Files.setLastModifiedTime(target, entry.getLastModifiedTime());
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(zip + " cannot be unpacked", e);
    }
  }
}
