package oo.host.base;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import oo.contract.Json;

/** The log of the libraries. */
public final class LibraryLogs {
  // A strong reference: the level is lost when the logger is collected.
  private static final Logger ROOT = Logger.getLogger("");

  private LibraryLogs() {}

  /** From now on only warnings and errors, each as one line of JSON. */
  public static void quiet() {
    ROOT.setLevel(Level.WARNING);
    for (Handler handler : ROOT.getHandlers()) {
      handler.setFormatter(new Line());
    }
  }

  /**
   * {@link #quiet}, and the same line for what ends a thread of this process. An error that leaves
   * the JVM in doubt ends the process, too.
   */
  public static void ofProcess() {
    quiet();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> EssentialThread.uncaught(thrown));
  }

  /**
   * Which library warns, and by which exceptions; not the text of the exceptions, nor any text of a
   * library that reads requests, as both may quote one.
   */
  static final class Line extends Formatter {
    private static final String READS_REQUESTS = "org.eclipse.jetty.";
    private static final int MAX_TEXT = 300;
    private static final int MAX_CAUSES = 5;

    @Override
    public String format(LogRecord warning) {
      var line = new LinkedHashMap<String, Object>();
      line.put("at", Instant.ofEpochMilli(warning.getMillis()).toString());
      line.put("level", warning.getLevel().getName());
      line.put("logger", cut(String.valueOf(warning.getLoggerName())));
      if (!String.valueOf(warning.getLoggerName()).startsWith(READS_REQUESTS)) {
        line.put("text", cut(formatMessage(warning)));
      }
      var error = new StringBuilder();
      Throwable thrown = warning.getThrown();
      for (int i = 0; thrown != null && i < MAX_CAUSES; i++, thrown = thrown.getCause()) {
        error.append(i == 0 ? "" : " < ").append(thrown.getClass().getName());
        if (thrown.getStackTrace().length > 0) {
          error.append(" at ").append(thrown.getStackTrace()[0]);
        }
      }
      if (!error.isEmpty()) {
        line.put(InvocationLog.REASON, error.toString());
      }
      return Json.mapper().writeValueAsString(line) + "\n";
    }

    private static String cut(String text) {
      return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    }
  }
}
