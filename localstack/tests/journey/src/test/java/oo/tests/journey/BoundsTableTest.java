package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import oo.server.front.Bounds;
import org.junit.jupiter.api.Test;

/**
 * SECURITY.md's table "Bounds": each row names a test that is there, and the number that is set.
 */
final class BoundsTableTest {
  private static final Path TREE = Path.of("../../..");

  private static List<String> rows() throws IOException {
    String security = Files.readString(TREE.resolve("SECURITY.md"));
    String bounds = security.substring(security.indexOf("\n## Bounds\n"));
    return bounds
        .substring(0, bounds.indexOf("\n## ", 1))
        .lines()
        .filter(
            line -> line.startsWith("| ") && !line.startsWith("| what ") && !line.startsWith("| -"))
        .toList();
  }

  @Test
  void everyRowNamesATestThatIsThere() throws IOException {
    NamedTests tests = NamedTests.ofTheTree();
    assertThat(rows()).hasSizeGreaterThan(15);
    for (String row : rows()) {
      String[] cells = row.split(" \\| ", -1);
      assertThat(cells).as(row).hasSize(4);
      assertThat(NamedTests.in(cells[3])).as(row).isNotEmpty().allMatch(tests::has);
    }
  }

  @Test
  void theNumbersAreThoseOfTheServer() throws IOException {
    Bounds set = Bounds.STANDARD;
    Map<String, String> bounds =
        Map.of(
            "request line and headers", set.headerBytes() / 1024 + " KB",
            "time for headers", set.header().toSeconds() + " s",
            "a body |", set.bodyBytes() / 1024 / 1024 + " MB",
            "time for a body", set.body().toSeconds() + " s",
            "bodies above 64 KB at once", String.valueOf(set.largeBodies()),
            "time of a function", set.call().toSeconds() + " s at most",
            "calls of one function at once", String.valueOf(set.calls()),
            "time to take a reply",
                set.reply().toSeconds()
                    + " s, and 1 s for each "
                    + set.replyBytesPerSecond() / 1024
                    + " KB",
            "replies above 64 KB", set.heldReplies() / 1024 / 1024 + " MB",
            "connections |",
                String.format(
                    "%,d, and %d of one address", set.connections(), set.connectionsOfAddress()));
    for (var bound : bounds.entrySet()) {
      assertThat(rows())
          .filteredOn(row -> row.startsWith("| " + bound.getKey()))
          .singleElement()
          .asString()
          .contains(bound.getValue());
    }
  }
}
