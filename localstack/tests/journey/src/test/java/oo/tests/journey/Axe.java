package oo.tests.journey;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** Finds accessibility faults in a page with axe. */
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
   * Waits for the animations to end, because half-transparent text has too little contrast. Checks
   * a finding again, as the page may have begun another animation.
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
