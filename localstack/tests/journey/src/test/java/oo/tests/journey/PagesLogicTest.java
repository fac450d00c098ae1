package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Runs the tests of the pages' logic in Node's test runner. Each is reported as a test here. */
final class PagesLogicTest {
  private static final Path TESTS = Oo.TREE.resolve("localstack/tests/pages");

  @TestFactory
  Stream<DynamicNode> theTestsOfNode() throws Exception {
    assumeTrue(Chromium.onPath("node").isPresent(), "Node.js is not installed");
    String version = ClientTools.run(TESTS, "", "node", "--version").output().strip();
    // Older versions read the pages' modules as scripts.
    assumeTrue(
        Version.parse(version.substring(1)).compareTo(Version.parse("20.19.0")) >= 0,
        "Node.js is older than 20.19: " + version);
    ClientTools.Run run =
        ClientTools.run(
            TESTS,
            "",
            Map.of("NODE_OPTIONS", "--no-warnings"),
            "node",
            "--test",
            "--test-reporter=junit");
    List<DynamicNode> tests = tests(run.output());
    assertThat(tests).as(run.output()).isNotEmpty();
    return tests.stream();
  }

  private static List<DynamicNode> tests(String report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("testcase");
    return IntStream.range(0, cases.getLength())
        .<DynamicNode>mapToObj(index -> test((Element) cases.item(index)))
        .toList();
  }

  private static DynamicTest test(Element one) {
    String suite = ((Element) one.getParentNode()).getAttribute("name");
    String name = (suite + " " + one.getAttribute("name")).strip();
    NodeList failures = one.getElementsByTagName("failure");
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(failures.getLength())
                .as(() -> name + "\n" + failures.item(0).getTextContent())
                .isZero());
  }
}
