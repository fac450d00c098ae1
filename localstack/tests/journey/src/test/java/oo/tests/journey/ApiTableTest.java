package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import oo.template.Template;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import oo.template.TemplateReader;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/api.md to the template. */
final class ApiTableTest {
  @Test
  void everyFunctionHasItsRowAndNoOther() throws IOException {
    Template template = TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml"));
    List<String> rows =
        Files.readAllLines(Oo.TREE.resolve("docs/api.md")).stream()
            .filter(line -> line.startsWith("| ") && line.contains("`"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(template.functions().stream().map(this::row).toList());
  }

  private String row(FunctionResource function) {
    String trigger =
        switch (function.trigger()) {
          case Route route -> route.method() + " " + route.path();
          case Messages messages -> "queue " + messages.queue();
          case Every every -> "every " + interval(every.interval());
          case Deployment deployment -> "deployment";
        };
    return "| " + trigger + " | `" + function.name() + "` | " + function.module() + " |";
  }

  private static String interval(Duration interval) {
    return interval.toDays() > 0 ? interval.toHours() + " h" : interval.toMinutes() + " min";
  }
}
