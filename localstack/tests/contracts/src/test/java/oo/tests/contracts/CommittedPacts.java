package oo.tests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.tests.journey.Oo;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fails when what the consumers of a test class ask for is not what is committed. Named before
 * Pact's extension, as the one that is named last ends first.
 */
final class CommittedPacts implements BeforeAllCallback, AfterAllCallback {
  static final String FOLDER = "../../../functions/common/contract/pacts";

  private static final Path WRITTEN = Path.of("target/pacts");

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    FileUtils.deleteDirectory(WRITTEN.toFile());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (!Files.exists(WRITTEN)) {
      return; // A consumer's test failed, or was skipped.
    }
    var written = read(WRITTEN);
    var files = new TreeSet<String>();
    written.keySet().forEach(name -> files.add(name.replaceFirst("-.*", "")));
    var committed = read(Path.of(FOLDER));
    committed.keySet().removeIf(name -> !files.contains(name.replaceFirst("-.*", "")));
    var changed = new TreeSet<String>(written.keySet());
    changed.addAll(committed.keySet());
    changed.removeIf(name -> Objects.equals(written.get(name), committed.get(name)));
    assertThat(changed)
        .as(
            "CONSUMER-PROVIDER.json: INTERACTION that changed, or was not committed. See that the"
                + " provider answers it, and copy %s to functions/common/contract/pacts",
            Oo.TREE.relativize(WRITTEN.toAbsolutePath()))
        .isEmpty();
  }

  /** The interactions of a folder's files, by file and description. */
  private static Map<String, JsonNode> read(Path folder) throws IOException {
    var interactions = new TreeMap<String, JsonNode>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (JsonNode one : Json.mapper().readTree(file).path("interactions")) {
          ((ObjectNode) one).remove("comments"); // The test's name.
          interactions.put(file.getFileName() + ": " + one.path("description").asString(), one);
        }
      }
    }
    return interactions;
  }
}
