package oo.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import oo.bench.Samples.Measure;

/** {@code ./oo run} to the first page, when everything is built and the database exists. */
final class StartUp implements Benchmark {
  private static final int PORT = 18_480;

  @Override
  public int rounds() {
    return 5;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    if (Files.exists(revision.tree().resolve(".oo/running"))) {
      throw new IllegalStateException("oO runs from " + revision.tree());
    }
    toFirstPage(revision, Duration.ofMinutes(10));
    return samples ->
        samples.add(
            new Measure("./oo run to the first page, a later start", "ms", "at most 10,000 ms"),
            toFirstPage(revision, Duration.ofMinutes(1)));
  }

  private static double toFirstPage(Revision revision, Duration timeout) throws Exception {
    Path output = Files.createTempFile("oo-start-", ".log");
    var builder =
        new ProcessBuilder("./oo", "run")
            .directory(revision.tree().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("OO_PORT", String.valueOf(PORT));
    long from = System.nanoTime();
    Process process = builder.start();
    try {
      while (!ServerProcess.answers("http://localhost:" + PORT)) {
        if (!process.isAlive() || System.nanoTime() - from > timeout.toNanos()) {
          throw new IllegalStateException("./oo run: " + Files.readString(output));
        }
        Thread.sleep(20);
      }
      return (System.nanoTime() - from) / 1e6;
    } finally {
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      process.waitFor(30, TimeUnit.SECONDS);
      Files.deleteIfExists(output);
    }
  }
}
