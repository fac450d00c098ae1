package oo.tests.journey;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** What axe finds wrong with a page as it is shown now. */
final class Axe {
  private static final String SETTLED =
      """
      () => Promise.all(document.getAnimations()
        .filter(animation => animation.effect.getTiming().iterations !== Infinity)
        .map(animation => animation.finished.catch(() => null))).then(() => true)
      """;
  private static final String RUN =
      """
      () => axe.run(document).then(result => result.violations.map(
        violation => violation.id + ": " + violation.nodes.map(
          node => node.target.join(" ") + " " + node.failureSummary).join(" | ")))
      """;

  private final String source;

  Axe() {
    try {
      source =
          Files.readString(
              Oo.TREE.resolve("localstack/tests/journey/node_modules/axe-core/axe.min.js"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Once nothing moves any more: half faded in, any text has too little contrast. What is found is
   * looked at again, as a page may have begun to draw something new meanwhile; a fault stays.
   */
  List<String> complaints(Page page) {
    page.evaluate(source);
    List<String> found = found(page);
    return found.isEmpty() ? found : found(page);
  }

  @SuppressWarnings("unchecked")
  private static List<String> found(Page page) {
    page.evaluate(SETTLED);
    return (List<String>) page.evaluate(RUN);
  }
}
