package oo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as Markdown, with the day and the machine. */
final class Table {
  /** The section of the page that keeps the numbers. */
  private static final String HEADING = "## The numbers of the day";

  private final String machine = machine() + ", load before " + load();
  private final List<String> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Adds what a comparison measured; ratios are to its first subject. */
  void add(Map<String, Samples> measured) {
    String baseline = measured.keySet().iterator().next();
    Samples yardstick = measured.get(baseline);
    for (Samples.Measure measure : measured.values().iterator().next().values().keySet()) {
      measured.forEach((subject, samples) -> {
        List<Double> values = samples.values().getOrDefault(measure, List.of());
        List<Double> others = yardstick.values().getOrDefault(measure, List.of());
        if (!values.isEmpty()) {
          boolean compared = !subject.equals(baseline) && !others.isEmpty();
          row(
              measure.name(),
              subject,
              measure.format(Samples.median(values)),
              compared ? spread(Samples.ratios(values, others)) : "",
              measure.aim());
        }
      });
    }
  }

  /** The median ratio, and the quartiles around it. */
  private static String spread(List<Double> ratios) {
    return String.format(
        Locale.ROOT,
        "%.2fx (%.2f to %.2f)",
        Samples.median(ratios),
        Samples.quantile(ratios, 0.25),
        Samples.quantile(ratios, 0.75));
  }

  private void row(String... cells) {
    rows.add("| " + String.join(" | ", cells) + " |");
    System.out.println("  " + rows.getLast());
  }

  /** What could not be measured, and why. */
  void note(String text) {
    notes.add(text);
    System.out.println("  " + text);
  }

  String text() {
    return machine
        + "\n\nMedians; a ratio is of one round, its median with the quartiles.\n\n"
        + "| what | of | measured | ratio | aim |\n| --- | --- | ---: | ---: | --- |\n"
        + String.join("\n", rows)
        + "\n"
        + (notes.isEmpty() ? "" : "\n- " + String.join("\n- ", notes) + "\n")
        + "\nLoad after: "
        + load()
        + "\n";
  }

  /** Puts it in place of the page's numbers. */
  void keep(Path page) throws IOException {
    String before = Files.readString(page);
    int heading = before.indexOf(HEADING);
    if (heading < 0) {
      throw new IOException(page + " has no line " + HEADING);
    }
    int next = before.indexOf("\n## ", heading);
    String rest = next < 0 ? "" : before.substring(next);
    Files.writeString(page, before.substring(0, heading) + HEADING + "\n\n" + text() + rest);
  }

  private static String machine() {
    return "%s, %d cores, %s, JDK %s"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            processor(),
            Runtime.version());
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
      String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
      boolean busy = Double.parseDouble(load) > Runtime.getRuntime().availableProcessors() / 2.0;
      return load + (busy ? " (busy: trust the ratios only)" : "");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
