package oo.runtime.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads surefire's reports below a folder and says per module what ran, failed and was skipped, and
 * why. Ends with 1 when something failed or nothing ran.
 */
public final class TestSummary {
  private static final class Count {
    int ran;
    int failed;
    int skipped;
    double seconds;
  }

  private final Map<String, Count> modules = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> skips = new ArrayList<>();

  private TestSummary() {}

  public static void main(String[] arguments) throws Exception {
    Path tree = Path.of(arguments[0]);
    var summary = new TestSummary();
    for (String top : List.of("functions", "localstack", "infra")) {
      try (Stream<Path> all = Files.walk(tree.resolve(top))) {
        List<Path> reports =
            all.filter(file -> file.toString().matches(".*/surefire-reports/TEST-[^/]*\\.xml"))
                .toList();
        for (Path report : reports) {
          summary.read(module(tree, report), report);
        }
      }
    }
    System.exit(summary.say() ? 0 : 1);
  }

  private static String module(Path tree, Path report) {
    Path folder = tree.relativize(report).resolve("../../..").normalize();
    return folder.toString();
  }

  private void read(String module, Path report) throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    Count count = modules.computeIfAbsent(module, name -> new Count());
    count.seconds += Double.parseDouble(suite.getAttribute("time").replace(",", ""));
    NodeList cases = suite.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      one(count, (Element) cases.item(i));
    }
  }

  private void one(Count count, Element test) {
    String name = test.getAttribute("classname") + "." + test.getAttribute("name");
    NodeList skipped = test.getElementsByTagName("skipped");
    if (skipped.getLength() > 0) {
      count.skipped++;
      skips.add(name + ": " + why((Element) skipped.item(0)));
      return;
    }
    count.ran++;
    if (test.getElementsByTagName("failure").getLength()
            + test.getElementsByTagName("error").getLength()
        > 0) {
      count.failed++;
      failures.add(name);
    }
  }

  /** A disabled test's reason is an attribute; a failed assumption's is in the stack trace. */
  private static String why(Element skipped) {
    String said = skipped.getAttribute("message");
    return (said.isBlank() ? skipped.getTextContent() : said)
        .lines()
        .findFirst()
        .map(line -> line.replaceFirst("^[\\w.$]+Exception: (Assumption failed: )?", ""))
        .filter(line -> !line.isBlank())
        .orElse("no reason given");
  }

  private boolean say() {
    var all = new Count();
    System.out.printf("%n%-30s %6s %7s %8s %8s%n", "module", "ran", "failed", "skipped", "seconds");
    modules.forEach(
        (module, count) -> {
          row(module, count);
          all.ran += count.ran;
          all.failed += count.failed;
          all.skipped += count.skipped;
          all.seconds += count.seconds;
        });
    row("all", all);
    list("Failed:", failures);
    list("Skipped, and why:", skips);
    if (skips.isEmpty()) {
      System.out.println("Nothing was skipped.");
    }
    return all.failed == 0 && all.ran > 0;
  }

  private static void row(String name, Count count) {
    System.out.printf(
        "%-30s %6d %7d %8d %8.1f%n", name, count.ran, count.failed, count.skipped, count.seconds);
  }

  private static void list(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      System.out.println(heading);
      lines.stream().sorted().forEach(line -> System.out.println("  " + line));
    }
  }
}
