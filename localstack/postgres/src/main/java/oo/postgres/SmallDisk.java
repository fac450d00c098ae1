package oo.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A disk in memory of its own few megabytes, which a test fills. Needs the right to mount. */
public final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final Path folder;
  private final Path filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /** Empty where this process may not mount, neither itself nor by {@code sudo}. */
  public static Optional<SmallDisk> mount(int megabytes) {
    try {
      Path folder = Files.createTempDirectory("oo-disk-");
      if (run("mount", "-t", "tmpfs", "-o", "mode=1777,size=" + megabytes + "m", "oo", folder)) {
        return Optional.of(new SmallDisk(folder));
      }
      Files.delete(folder);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  /** Takes all that is left. */
  public void fill() {
    try (OutputStream out = Files.newOutputStream(filler)) {
      var chunk = new byte[CHUNK];
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // It is full.
    }
  }

  public void free() {
    try {
      Files.deleteIfExists(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "--lazy", folder);
    folder.toFile().delete();
  }

  private static boolean run(Object... command) {
    var words = new ArrayList<String>();
    if (!"root".equals(System.getProperty("user.name"))) {
      words.addAll(List.of("sudo", "-n"));
    }
    for (Object word : command) {
      words.add(word.toString());
    }
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
