package oo.tests.docker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs the tests only when {@code OO_DOCKER} is set and a container engine answers. {@code ./oo
 * test --docker} sets it to {@code all}; with {@code brief} only the tests with that tag run.
 */
final class DockerCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String requested = System.getenv().getOrDefault("OO_DOCKER", "");
    if (requested.isEmpty()) {
      return ConditionEvaluationResult.disabled("./oo test --docker runs it");
    }
    if (requested.equals("brief") && !brief(context)) {
      return ConditionEvaluationResult.disabled("not of the brief run: ./oo test --docker runs it");
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.disabled("no container engine answers");
    }
    return ConditionEvaluationResult.enabled("OO_DOCKER is set");
  }

  /** A class counts as brief when one of its methods does, so that only such classes prepare. */
  private static boolean brief(ExtensionContext context) {
    return context.getTags().contains("brief")
        || (context.getTestMethod().isEmpty()
            && Stream.of(context.getRequiredTestClass().getDeclaredMethods())
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Tag.class)))
                .anyMatch(tag -> tag.value().equals("brief")));
  }

  /** Skips the test when the image is absent and cannot be pulled. */
  static void requireImage(String name) {
    String missing = "";
    try {
      new RemoteDockerImage(DockerImageName.parse(name)).get();
    } catch (Exception e) {
      missing = name + " is absent and cannot be pulled";
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  /** Skips the test when the program is not installed. */
  static void requireProgram(String name) {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
        name + " is not installed");
  }
}
