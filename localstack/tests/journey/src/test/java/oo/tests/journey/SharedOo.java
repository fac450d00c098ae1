package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Shares one oO and one browser among all tests of a JVM, as each takes seconds to start. Every
 * test must use its separate users and accounts. After a test it ends the faults of the stand-ins,
 * closes the browser contexts, and fails the test when a page reported an error. It prints the log
 * of a failed test.
 */
final class SharedOo
    implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(SharedOo.class);

  private final boolean browses;
  private final List<BrowserContext> browsers = new ArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private @Nullable Oo oo;
  private @Nullable Chromium chromium;

  private SharedOo(boolean browses) {
    this.browses = browses;
  }

  static SharedOo withoutBrowser() {
    return new SharedOo(false);
  }

  /** Skips the class with a reason when there is no browser. */
  static SharedOo withBrowser() {
    return new SharedOo(true);
  }

  /**
   * A condition rather than an assumption, whose reason would be missing from the class's report.
   */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return browses
        ? Chromium.missing()
            .map(ConditionEvaluationResult::disabled)
            .orElse(ConditionEvaluationResult.enabled("the browser is there"))
        : ConditionEvaluationResult.enabled("no browser is needed");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var store = context.getRoot().getStore(OURS);
    if (browses) {
      chromium = store.getOrComputeIfAbsent("chromium", key -> new Chromium(), Chromium.class);
    }
    oo = store.getOrComputeIfAbsent("oo", key -> new Oo(), Oo.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    oo().log.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.err.println(context.getDisplayName() + " failed; the log of the functions:");
      oo().log.forEach(System.err::println);
    }
    oo().control.google().clearFaults();
    oo().control.todoist().clearFaults();
    browsers.forEach(BrowserContext::close);
    browsers.clear();
    List<String> errors = List.copyOf(complaints);
    complaints.clear();
    assertThat(errors).as("errors of the pages").isEmpty();
  }

  /** Accepts the errors of this test's pages that have these words. */
  void expectComplaint(String words) {
    complaints.removeIf(complaint -> complaint.contains(words));
  }

  Oo oo() {
    return Objects.requireNonNull(oo);
  }

  /** A person without a browser. */
  HttpPerson person() {
    return new HttpPerson(oo());
  }

  /** A person with a separate browser on a desktop. */
  BrowserPerson browser() {
    return browser(desk());
  }

  BrowserPerson browser(Browser.NewContextOptions options) {
    BrowserContext context = Objects.requireNonNull(chromium).fresh(options);
    browsers.add(context);
    return browser(context);
  }

  /** A person with a browser that keeps what it stores in this folder, also when it is closed. */
  BrowserPerson browser(Path profile) {
    BrowserContext context = Objects.requireNonNull(chromium).keeping(profile);
    browsers.add(context);
    return browser(context);
  }

  /** Another tab of a person's browser. */
  BrowserPerson browser(BrowserContext context) {
    return new BrowserPerson(oo().server.baseUrl(), Chromium.page(context, complaints));
  }

  static Browser.NewContextOptions desk() {
    return new Browser.NewContextOptions().setViewportSize(1280, 800);
  }

  static Browser.NewContextOptions phone() {
    return new Browser.NewContextOptions()
        .setViewportSize(390, 844)
        .setDeviceScaleFactor(2)
        .setHasTouch(true)
        .setIsMobile(true);
  }
}
