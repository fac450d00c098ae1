package oo.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import oo.tests.journey.Oo;

/** {@code ./oo run} to the first page, when everything is built and the database is there. */
final class Start implements Bench.Measurement {
  private static final int ROUNDS = 5;
  private static final int PORT = 18_480;

  @Override
  public void measure(Table table) throws Exception {
    if (Files.exists(Oo.TREE.resolve(".oo/running"))) {
      table.row("./oo run to the first page", "not measured: oO runs from this folder", "");
      return;
    }
    toFirstPage(Duration.ofMinutes(10));
    var times = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      times[round] = toFirstPage(Duration.ofMinutes(1));
    }
    table.row(
        "./oo run to the first page, a later start",
        Table.ms(Table.median(times)),
        "at most 10,000 ms");
  }

  private static double toFirstPage(Duration patience) throws Exception {
    Path output = Files.createTempFile("oo-start", ".log");
    var builder =
        new ProcessBuilder("./oo", "run")
            .directory(Oo.TREE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("OO_PORT", String.valueOf(PORT));
    long from = System.nanoTime();
    Process process = builder.start();
    try {
      while (!answers()) {
        if (!process.isAlive() || System.nanoTime() - from > patience.toNanos()) {
          throw new IllegalStateException("./oo run: " + Files.readString(output));
        }
        Thread.sleep(20);
      }
      return (System.nanoTime() - from) / 1e6;
    } finally {
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }

  /** The page, and a function behind it. */
  private static boolean answers() {
    try {
      HttpClient http = HttpClient.newHttpClient();
      for (String path : new String[] {"/", "/api/recommend/health"}) {
        int status =
            http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
          return false;
        }
      }
      return true;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
