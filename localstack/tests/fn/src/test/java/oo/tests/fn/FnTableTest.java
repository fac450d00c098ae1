package oo.tests.fn;

import static org.assertj.core.api.Assertions.assertThat;

import oo.template.TemplateReader;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;

final class FnTableTest {
  @Test
  void theTableIsWhatTheTemplateSays() {
    assertThat(FnTable.read().rows().stream().map(FnTable.Row::toString))
        .containsExactlyElementsOf(
            FnTable.of(TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml")))
                .rows()
                .stream()
                .map(FnTable.Row::toString)
                .toList());
  }
}
