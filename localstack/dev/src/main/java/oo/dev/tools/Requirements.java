package oo.dev.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs that commands need in addition to a JDK and Maven. Threads may share it. */
final class Requirements {
  private static final String PYTHON =
      "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))";
  private static final Path JOURNEY = Path.of("localstack/tests/journey");

  private static final Path PROMTOOL = Path.of(".oo/promtool/usr/bin/promtool");

  private static final Object GO = new Object();

  private Requirements() {}

  /** Chromium and Playwright's driver; prints a line when their tests are skipped without them. */
  static void browser() {
    var missing = new ArrayList<String>();
    if (!Shell.has("chromium") && !Shell.has("chromium-browser")) {
      missing.add("chromium");
    }
    node(missing);
    if (!installed(missing)) {
      System.out.println(
          "The browser's tests need " + String.join(" ", missing) + "; they are skipped.");
      return;
    }
    Path driver = JOURNEY.resolve("node_modules/.package-lock.json");
    if (!Files.exists(driver)
        || driver.toFile().lastModified()
            < JOURNEY.resolve("package-lock.json").toFile().lastModified()) {
      System.out.println("Fetching the browser's driver ...");
      if (!Shell.logged(
          "npm", List.of("npm", "ci", "--loglevel=error", "--prefix", JOURNEY.toString()))) {
        System.out.println(
            "The browser's driver cannot be fetched (.oo/npm.log says why); its tests are skipped.");
      }
    }
  }

  /** Node.js, Python and the packages that generate, type-check and run the clients. */
  static boolean clients() {
    var missing = new ArrayList<String>();
    node(missing);
    if (!Shell.has("python3") || !Shell.logged("python", List.of("python3", "-c", PYTHON))) {
      missing.add("python3-venv");
    }
    if (!installed(missing)) {
      System.out.println(
          "The clients need " + String.join(" ", missing) + " (Python 3.11 or later).");
      return false;
    }
    if (!Shell.logged("clients", List.of("functions/common/contract/clients/install"))) {
      System.out.println("The clients' packages cannot be fetched (.oo/clients.log says why).");
      return false;
    }
    return true;
  }

  /**
   * Schemathesis, which checks the API; prints a line when its tests are skipped without it. Python
   * is there when the clients' packages are.
   */
  static void schemathesis() {
    if (!Shell.logged(
        "schemathesis", List.of(JOURNEY.resolve("schemathesis/install").toString()))) {
      System.out.println(
          "Schemathesis cannot be fetched (.oo/schemathesis.log says why); its tests are skipped.");
    }
  }

  /**
   * A broker of events, and the client of the sample consumer; prints a line when their tests are
   * skipped. Python is there when the clients' packages are.
   */
  static void nats() {
    boolean program =
        Shell.has("go") || Shell.has("nats-server") || installed(List.of("nats-server"));
    if (!program || !built("nats", JOURNEY + "/nats/install")) {
      System.out.println(
          "nats-server cannot be had (.oo/nats.log may say why); its tests are skipped.");
    }
  }

  /** Caddy, for a VM without a container engine; prints a line when its test is skipped. */
  static void caddy() {
    if (!Shell.has("go") || !built("caddy", JOURNEY + "/caddy/install")) {
      System.out.println(
          "Caddy cannot be had: it needs Go (.oo/caddy.log may say more); its test is skipped.");
    }
  }

  /** An S3 server that is not AWS's; prints a line when its tests are skipped without it. */
  static void s3() {
    if (!Shell.has("go") || !built("s3", "infra/server/src/test/s3/install")) {
      System.out.println(
          "versitygw cannot be had: it needs Go (.oo/s3.log may say more); its tests are skipped.");
    }
  }

  /** What backups need; prints a line when their tests are skipped without it. */
  static void postgres() {
    if (!Shell.logged("pg", List.of("infra/server/src/test/postgres/install"))) {
      System.out.println(
          "pg_dump 18 or age cannot be had (.oo/pg.log says why); the tests of backups are skipped.");
    }
  }

  /** Prometheus' own checker, without its daemon; prints a line when its tests are skipped. */
  static void promtool() {
    String fetch =
        "cd .oo && rm -f prometheus_*.deb && apt-get download prometheus"
            + " && dpkg-deb -x prometheus_*.deb promtool";
    if (!Shell.has("promtool")
        && !Files.exists(PROMTOOL)
        && !Shell.logged("promtool", List.of("bash", "-c", fetch))) {
      System.out.println(
          "promtool cannot be had (.oo/promtool.log says why); its tests are skipped.");
    }
  }

  /** By Go, one at a time: what several need is then compiled once. */
  private static boolean built(String name, String script) {
    synchronized (GO) {
      return Shell.logged(name, List.of(script));
    }
  }

  private static void node(List<String> missing) {
    if (!Shell.has("node")) {
      missing.add("nodejs");
    }
    if (!Shell.has("npm")) {
      missing.add("npm");
    }
  }

  /** As root on Debian the launcher installs packages; elsewhere it prints the command. */
  private static synchronized boolean installed(List<String> packages) {
    if (packages.isEmpty()) {
      return true;
    }
    var command = new ArrayList<>(List.of("./oo", "install-packages"));
    command.addAll(packages);
    return Shell.run(command) == 0;
  }
}
