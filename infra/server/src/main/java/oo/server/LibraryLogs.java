package oo.server;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the libraries say about themselves. */
public final class LibraryLogs {
  // Kept, or the level would be forgotten with the logger.
  private static final Logger ROOT = Logger.getLogger("");

  private LibraryLogs() {}

  /** From now on they say what is wrong only, in a line, without what they were given. */
  public static void quiet() {
    String format = "java.util.logging.SimpleFormatter.format";
    if (System.getProperty(format) == null) {
      System.setProperty(format, "%1$tFT%1$tT %4$s %3$s: %5$s%n");
    }
    ROOT.setLevel(Level.WARNING);
  }
}
