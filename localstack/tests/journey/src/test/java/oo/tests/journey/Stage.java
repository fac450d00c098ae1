package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
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
 * One product and one browser for all tests of this module: each costs seconds to start. A test
 * takes people and accounts of its own, and leaves both as it found them. After each, the faults of
 * the stand-ins end, its browsers are closed, and what a page complained about fails it; when it
 * failed, it shows its log.
 */
final class Stage
    implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(Stage.class);

  private final boolean browses;
  private final List<BrowserContext> browsers = new ArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private @Nullable Oo oo;
  private @Nullable Chromium chromium;

  private Stage(boolean browses) {
    this.browses = browses;
  }

  static Stage withoutBrowser() {
    return new Stage(false);
  }

  /** The class is skipped, and says why, where there is no browser. */
  static Stage withBrowser() {
    return new Stage(true);
  }

  /** A condition, and no assumption: of a class that those leave out, no report says why. */
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
      System.err.println(context.getDisplayName() + " failed; what the functions said:");
      oo().log.forEach(System.err::println);
    }
    oo().control.google().clearFaults();
    oo().control.todoist().clearFaults();
    browsers.forEach(BrowserContext::close);
    browsers.clear();
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    assertThat(said).as("what the pages complained about").isEmpty();
  }

  Oo oo() {
    return Objects.requireNonNull(oo);
  }

  /** Somebody without a browser. */
  HttpPerson person() {
    return new HttpPerson(oo());
  }

  /** Somebody with a browser of their own, at a desk. */
  Walk walk() {
    return walk(desk());
  }

  Walk walk(Browser.NewContextOptions options) {
    BrowserContext context = Objects.requireNonNull(chromium).fresh(options);
    browsers.add(context);
    return walk(context);
  }

  /** Another tab of a browser. */
  Walk walk(BrowserContext context) {
    return new Walk(oo().server.baseUrl(), Chromium.page(context, complaints));
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
