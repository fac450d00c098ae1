package oo.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether the jars of an image are the ones that its AOT cache was trained on. A JVM before 25.0.4
 * checks no jar (JDK-8377932): under a replaced jar it would silently go on running the old
 * classes.
 */
final class AotCacheCheck {
  private AotCacheCheck() {}

  /**
   * @param trained a line a jar: its name in the folder {@code lib} beside it, its size and its
   *     time in milliseconds
   * @return what differs, for the operator
   */
  static Optional<String> mismatch(Path trained) throws IOException {
    File folder = trained.resolveSibling("lib").toFile();
    for (String line : Files.readAllLines(trained)) {
      String[] jar = line.split(" ");
      var file = new File(folder, jar[0]);
      if (file.length() != Long.parseLong(jar[1])
          || file.lastModified() != Long.parseLong(jar[2])) {
        return Optional.of(
            jar[0]
                + " is not the one that the image's AOT cache was trained on. Rebuild the image, or"
                + " start it without -XX:AOTCache and -Doo.trained.");
      }
    }
    return Optional.empty();
  }
}
