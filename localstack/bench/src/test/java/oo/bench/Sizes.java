package oo.bench;

import java.nio.file.Files;
import java.util.List;
import oo.bench.Samples.Measure;

/** What the artefacts weigh. */
final class Sizes implements Benchmark {
  private static final List<String> MODULES =
      List.of("auth", "connect-callback", "fetch-signals", "recommend", "complete-tip");

  @Override
  public int rounds() {
    return 1;
  }

  @Override
  public Subject prepare(Revision revision) {
    return samples -> {
      for (String module : MODULES) {
        double megabytes = Files.size(revision.artefact(module)) / 1e6;
        samples.add(new Measure(module + ".zip", "MB"), megabytes);
      }
    };
  }
}
