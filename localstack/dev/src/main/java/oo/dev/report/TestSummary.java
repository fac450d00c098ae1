package oo.dev.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints for each module how many tests ran, failed and were skipped, and why, from Surefire's
 * reports. It fails when a test failed or no test ran. A whole run also fails when a test class has
 * no report, or when a test was skipped for a reason other than a missing container engine.
 *
 * <p>The last line has the total counts, for a program to read.
 */
public final class TestSummary {
  private static final List<String> TOPS = List.of("functions", "localstack", "infra");

  /** The module whose tests may be skipped: they need a container engine. */
  private static final String CONTAINERS = "localstack/tests/docker";

  private static final Pattern ABSTRACT = Pattern.compile("(?m)^(public )?abstract class ");

  private static final class Count {
    int ran;
    int failed;
    int skipped;
    double seconds;
  }

  private final Map<String, Count> modules = new TreeMap<>();
  private final Set<String> classes = new TreeSet<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> unsteady = new ArrayList<>();
  private final List<String> skips = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final PrintStream out;

  private TestSummary(PrintStream out) {
    this.out = out;
  }

  /** True when the run succeeded. */
  public static boolean of(Path tree, boolean whole, PrintStream out) throws Exception {
    var summary = new TestSummary(out);
    for (Path report : below(tree, ".*/surefire-reports/TEST-[^/]*\\.xml")) {
      summary.read(module(tree, report, "/target/"), report);
    }
    if (whole) {
      for (Path source : below(tree, ".*/src/test/java/.*(Test|IT)\\.java")) {
        summary.expect(module(tree, source, "/src/test/"), source);
      }
    }
    return summary.say(whole);
  }

  private static List<Path> below(Path tree, String named) throws IOException {
    var found = new ArrayList<Path>();
    for (String top : TOPS) {
      if (Files.isDirectory(tree.resolve(top))) {
        try (Stream<Path> all = Files.walk(tree.resolve(top))) {
          all.filter(file -> file.toString().matches(named)).sorted().forEach(found::add);
        }
      }
    }
    return found;
  }

  private static String module(Path tree, Path file, String until) {
    String path = tree.relativize(file).toString();
    return path.substring(0, path.indexOf(until));
  }

  private void read(String module, Path report) throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    Count count = modules.computeIfAbsent(module, name -> new Count());
    count.seconds += Double.parseDouble(suite.getAttribute("time").replace(",", ""));
    String name = suite.getAttribute("name");
    classes.add(name.replaceFirst("\\$.*", "")); // A nested class counts for its outer one.
    NodeList cases = suite.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      one(module, count, (Element) cases.item(i));
    }
    if (cases.getLength() == 0) {
      skip(module, count, name + ": all of it, and the report does not say why");
    }
  }

  private void one(String module, Count count, Element test) {
    String name =
        Stream.of(test.getAttribute("classname"), test.getAttribute("name"))
            .filter(part -> !part.isBlank())
            .collect(Collectors.joining("."));
    NodeList skipped = test.getElementsByTagName("skipped");
    if (skipped.getLength() > 0) {
      skip(module, count, name + ": " + why((Element) skipped.item(0)));
      return;
    }
    count.ran++;
    if (has(test, "failure", "error")) {
      count.failed++;
      failures.add(name);
    } else if (has(test, "flakyFailure", "flakyError")) {
      unsteady.add(name);
    }
  }

  private static boolean has(Element test, String... results) {
    return Stream.of(results).anyMatch(result -> test.getElementsByTagName(result).getLength() > 0);
  }

  private void skip(String module, Count count, String line) {
    count.skipped++;
    skips.add(line);
    if (!module.equals(CONTAINERS)) {
      leftOut.add(line);
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

  private void expect(String module, Path source) throws IOException {
    if (ABSTRACT.matcher(Files.readString(source)).find()) {
      return; // Its subclasses run.
    }
    String path = source.toString();
    String name =
        path.substring(path.indexOf("/src/test/java/") + "/src/test/java/".length())
            .replaceFirst("\\.java$", "")
            .replace('/', '.');
    if (!classes.contains(name) && !module.equals(CONTAINERS)) {
      leftOut.add(name + ": not one test of it ran");
    }
  }

  private boolean say(boolean whole) {
    var all = new Count();
    out.printf("%n%-30s %6s %7s %8s %8s%n", "module", "ran", "failed", "skipped", "seconds");
    modules.forEach((module, count) -> {
      row(module, count);
      all.ran += count.ran;
      all.failed += count.failed;
      all.skipped += count.skipped;
      all.seconds += count.seconds;
    });
    row("all", all);
    list("Failed:", failures);
    list("Failed, and passed when it was repeated:", unsteady);
    list("Skipped, and why:", skips);
    if (skips.isEmpty()) {
      out.println("Nothing was skipped.");
    }
    if (whole) {
      list("A whole run must not leave out:", leftOut);
    }
    out.printf(
        "%n%d passed, %d failed, %d skipped%n", all.ran - all.failed, all.failed, all.skipped);
    return all.failed == 0 && all.ran > 0 && !(whole && !leftOut.isEmpty());
  }

  private void row(String name, Count count) {
    out.printf(
        "%-30s %6d %7d %8d %8.1f%n", name, count.ran, count.failed, count.skipped, count.seconds);
  }

  private void list(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(heading);
      lines.stream().sorted().forEach(line -> out.println("  " + line));
    }
  }
}
