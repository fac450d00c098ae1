package oo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import oo.bench.ColdStarts.Started;
import oo.images.training.Operation;
import oo.images.training.TrainingEnvironment;

/**
 * {@code recommend} beside a plain handler and Quarkus that do the same work. Before anything is
 * timed, their work is compared with the product's.
 */
final class Competitors {
  private Competitors() {}

  static void addTo(Comparison comparison, Revision product)
      throws IOException, InterruptedException {
    System.out.println("Building the competitors ...");
    Path built = product.tree().resolve("localstack/bench/competitors");
    Revision.output(built, "mvn", "-q", "-B", "-ntp", "package");
    List<DeploymentPackage> all =
        List.of(
            DeploymentPackage.ofJar(
                "plain",
                "oo.bench.competitors.PlainHandler::handleRequest",
                built.resolve("plain/target/plain-1.jar"),
                built.resolve("plain/target/lib")),
            DeploymentPackage.ofZip(
                "oO", product.handler(), product.artefact(Operation.RECOMMEND.module)),
            DeploymentPackage.ofZip(
                "Quarkus",
                "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest",
                built.resolve("quarkus/target/function.zip")));
    Work expected = null;
    for (DeploymentPackage one : all) {
      if (!one.libraries().equals(all.getFirst().libraries())) {
        throw new IllegalStateException(
            "plain has %s, %s has %s: localstack/bench/competitors/pom.xml names the competitors'."
                .formatted(all.getFirst().libraries(), one.name(), one.libraries()));
      }
      var started =
          new Started(
              Map.of(Operation.RECOMMEND, one), new TrainingEnvironment(product.database()));
      comparison.add(one.name(), started);
      Work work = started.work(Operation.RECOMMEND);
      if (expected == null) {
        expected = work;
      }
      expected.requireSame(work, one.name());
    }
    System.out.println(
        "  the same answer, %d statements and %d rows"
            .formatted(expected.statements().size(), expected.rows().size()));
  }
}
