package oo.images;

import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/**
 * The Java that images bring: linked of the JDK that the build runs on, so that an AOT cache which
 * the build trains fits, whatever the base is. It needs a base with glibc, as that JDK does.
 */
final class JavaRuntime {
  private static final String MODULES =
      "java.se,jdk.crypto.ec,jdk.management,jdk.unsupported,jdk.zipfs";

  /** The machine type of the build, for which that Java is. */
  static final Platform PLATFORM =
      new Platform(
          switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64"; // On a Mac.
            case String other -> other;
          },
          "linux");

  private JavaRuntime() {}

  /**
   * Linked once for each JDK.
   *
   * @param cache where it is kept
   */
  static Path linked(Path cache) {
    Path home = cache.resolve("java-" + Runtime.version() + "-" + System.getProperty("os.arch"));
    if (Files.exists(home.resolve("release"))) {
      return home;
    }
    try {
      Files.createDirectories(cache);
      Path fresh = Files.createTempDirectory(cache, "linking-").resolve("java");
      var said = new StringWriter();
      int end =
          ToolProvider.findFirst("jlink")
              .orElseThrow(() -> new PublishFailed("This JDK has no jlink: take another."))
              .run(
                  new PrintWriter(said, true),
                  new PrintWriter(said, true),
                  "--add-modules",
                  MODULES,
                  "--strip-debug",
                  "--no-man-pages",
                  "--no-header-files",
                  "--output",
                  fresh.toString());
      if (end != 0) {
        throw new PublishFailed("jlink: " + said);
      }
      Files.move(fresh, home);
      Files.delete(fresh.getParent());
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
