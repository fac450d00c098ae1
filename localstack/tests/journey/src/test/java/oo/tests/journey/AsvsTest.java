package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/asvs.md says for each requirement of OWASP's ASVS 5.0.0 which test shows it. The test fails
 * for a requirement that is missing, and for a row that names neither an existing test nor a reason
 * why the requirement does not apply.
 */
final class AsvsTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+\\.\\d+\\.\\d+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final String DOES_NOT_APPLY = "Does not apply: ";

  /** The last requirement of level 1 or 2 of each section that the table covers. */
  private static final Map<String, Integer> SECTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("2.1", 3),
              Map.entry("2.2", 3),
              Map.entry("2.3", 4),
              Map.entry("2.4", 1),
              Map.entry("3.3", 4),
              Map.entry("3.4", 7),
              Map.entry("3.5", 5),
              Map.entry("7.1", 3),
              Map.entry("7.2", 4),
              Map.entry("7.3", 2),
              Map.entry("7.4", 5),
              Map.entry("7.5", 3),
              Map.entry("7.6", 2),
              Map.entry("9.1", 3),
              Map.entry("9.2", 4),
              Map.entry("10.1", 2),
              Map.entry("10.2", 2),
              Map.entry("10.3", 4),
              Map.entry("10.4", 11),
              Map.entry("10.5", 5),
              Map.entry("10.6", 2),
              Map.entry("10.7", 3),
              Map.entry("13.3", 2),
              Map.entry("16.1", 1),
              Map.entry("16.2", 5),
              Map.entry("16.3", 4),
              Map.entry("16.4", 3),
              Map.entry("16.5", 4)));

  private record Row(String requirement, String evidence) {
    static Stream<Row> of(String line) {
      return ROW.matcher(line).results().map(row -> new Row(row.group(1), row.group(3).strip()));
    }
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Oo.TREE.resolve("docs/asvs.md")).stream().flatMap(Row::of).toList();
  }

  @Test
  void everyRequirementOfTheChaptersHasOneRow() throws IOException {
    assertThat(rows())
        .extracting(Row::requirement)
        .containsExactlyInAnyOrderElementsOf(
            SECTIONS.entrySet().stream()
                .flatMap(section ->
                    IntStream.rangeClosed(1, section.getValue())
                        .mapToObj(number -> section.getKey() + "." + number))
                .toList());
  }

  @Test
  void everyRowNamesTestsThatExistOrAReason() throws IOException {
    NamedTests tests = NamedTests.ofTheTree();
    for (Row row : rows()) {
      if (row.evidence().startsWith(DOES_NOT_APPLY)) {
        assertThat(row.evidence()).as(row.requirement()).hasSizeGreaterThan(30);
      } else {
        assertThat(NamedTests.in(row.evidence())).as(row.requirement()).isNotEmpty();
      }
      assertThat(NamedTests.in(row.evidence())).as(row.requirement()).allMatch(tests::has);
    }
  }
}
