package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Collectors;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.TemplateReader;
import org.junit.jupiter.api.Test;

/** The table of docs/rules.md: each function of a queue or a schedule has a test that kills it. */
final class KilledFunctionsTest {
  @Test
  void eachFunctionThatNobodyWaitsForIsKilledByATest() throws IOException {
    Map<String, String> rows =
        Files.readString(Oo.TREE.resolve("docs/rules.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| function | killed"))
            .skip(2)
            .takeWhile(line -> line.startsWith("| "))
            .map(line -> line.split(" \\| ", -1))
            .collect(Collectors.toMap(cells -> cells[0].replaceAll("[| `]", ""), c -> c[1]));

    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml")).functions().stream()
                .filter(function ->
                    function.trigger() instanceof Messages || function.trigger() instanceof Every)
                .map(FunctionResource::name)
                .toList());
    NamedTests tests = NamedTests.ofTheTree();
    rows.forEach((function, named) ->
        assertThat(NamedTests.in(named)).as(function).isNotEmpty().allMatch(tests::has));
  }
}
