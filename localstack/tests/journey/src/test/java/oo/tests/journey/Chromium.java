package oo.tests.journey;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian's Chromium, with Playwright's driver from npm (14 MB instead of the bundle's 202). Without
 * them a {@link SharedOo} skips its tests with a reason. {@code ./oo test} installs both.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static final Path DRIVER =
      Oo.TREE.resolve("localstack/tests/journey/node_modules/playwright-core");

  private final Playwright playwright;
  private final Browser browser;

  /**
   * @throws IllegalStateException when a part {@link #missing() is missing}
   */
  public Chromium() {
    missing()
        .ifPresent(what -> {
          throw new IllegalStateException(what);
        });
    System.setProperty("playwright.cli.dir", driverFolder(DRIVER).toString());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        onPath("node").orElseThrow().toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable().orElseThrow())
                    .setArgs(FLAGS));
  }

  /** The part that is missing, in words. */
  public static Optional<String> missing() {
    if (executable().isEmpty()) {
      return Optional.of("Chromium is not installed");
    }
    if (onPath("node").isEmpty()) {
      return Optional.of("Node.js is not installed");
    }
    return Files.exists(DRIVER.resolve("cli.js"))
        ? Optional.empty()
        : Optional.of("npm ci was not run in localstack/tests/journey");
  }

  private static Optional<Path> executable() {
    return onPath("chromium").or(() -> onPath("chromium-browser"));
  }

  /** The driver looks for its program in a folder called package. */
  private static Path driverFolder(Path driver) {
    try {
      Path folder = Files.createDirectories(Path.of("target/playwright").toAbsolutePath());
      Path link = folder.resolve("package");
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, driver);
      }
      return folder;
    } catch (FileAlreadyExistsException e) {
      return Path.of("target/playwright").toAbsolutePath(); // made by another JVM
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A browser without cookies, in {@link HttpPerson#ZONE}. */
  public BrowserContext fresh(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options.setTimezoneId(HttpPerson.ZONE.getId()));
    context.setDefaultTimeout(30_000);
    return context;
  }

  /** A browser that keeps what it stores in this folder. Closing the context ends it. */
  BrowserContext keeping(Path profile) {
    BrowserContext context =
        playwright
            .chromium()
            .launchPersistentContext(
                profile,
                new BrowserType.LaunchPersistentContextOptions()
                    .setExecutablePath(executable().orElseThrow())
                    .setArgs(FLAGS)
                    .setViewportSize(390, 844));
    context.setDefaultTimeout(30_000);
    return context;
  }

  /** A page that reports exceptions and violations of its content security policy. */
  public static Page page(BrowserContext context, List<String> complaints) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        complaints.add(message.text());
      }
    });
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
