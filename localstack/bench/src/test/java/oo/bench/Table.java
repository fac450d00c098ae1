package oo.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was measured, as Markdown, under the day and the machine. */
final class Table {
  /** Of the page that keeps the numbers; until the next heading, what follows is a table's. */
  static final String HEADING = "## The numbers of the day";

  private final String machine = machine(); // Before its load is ours.
  private final List<String> rows = new ArrayList<>();

  /**
   * @param aim what it should be, in words; empty without one
   */
  void row(String what, String value, String aim) {
    rows.add("| " + what + " | " + value + " | " + aim + " |");
    System.out.println("  " + what + ": " + value);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String ms(double milliseconds) {
    return String.format(Locale.ROOT, "%.2f ms", milliseconds);
  }

  static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }

  void print(PrintStream out) {
    out.println();
    out.print(text());
  }

  /** Instead of the table that the page has. */
  void keep(Path page) throws IOException {
    String before = Files.readString(page);
    int heading = before.indexOf(HEADING);
    if (heading < 0) {
      throw new IOException(page + " has no line " + HEADING);
    }
    int next = before.indexOf("\n## ", heading);
    Files.writeString(
        page,
        before.substring(0, heading)
            + HEADING
            + "\n\n"
            + text()
            + (next < 0 ? "" : before.substring(next)));
  }

  private String text() {
    return machine
        + "\n\n| what | measured | aim |\n| --- | --- | --- |\n"
        + String.join("\n", rows)
        + "\n";
  }

  private static String machine() {
    return LocalDate.now(java.time.ZoneOffset.UTC)
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + processor()
        + ", JDK "
        + Runtime.version()
        + ", load before "
        + load();
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return "unknown";
    }
  }
}
