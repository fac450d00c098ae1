package oo.server;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of the libraries. */
public final class LibraryLogs {
  // A strong reference: the level is lost when the logger is collected.
  private static final Logger ROOT = Logger.getLogger("");

  private LibraryLogs() {}

  /** From now on only warnings and errors, one line each, without parameters. */
  public static void quiet() {
    String format = "java.util.logging.SimpleFormatter.format";
    if (System.getProperty(format) == null) {
      System.setProperty(format, "%1$tFT%1$tT %4$s %3$s: %5$s%n");
    }
    ROOT.setLevel(Level.WARNING);
  }
}
