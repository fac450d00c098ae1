package oo.host.base;

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
public final class AotCacheCheck {
  private static final int REFUSED = 3;

  private AotCacheCheck() {}

  /**
   * Ends the process at once, with 3, when the jars are not those that {@code -Doo.trained} names.
   */
  public static void orExit() throws IOException {
    String trained = System.getProperty("oo.trained");
    if (trained == null) {
      return;
    }
    Optional<String> mismatch = mismatch(Path.of(trained));
    if (mismatch.isPresent()) {
      System.err.println(mismatch.get());
      System.exit(REFUSED);
    }
  }

  /**
   * @param trained a line a jar: its name in the folder {@code lib} beside it, its size and its
   *     time in milliseconds
   * @return what differs, for the operator
   */
  public static Optional<String> mismatch(Path trained) throws IOException {
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
