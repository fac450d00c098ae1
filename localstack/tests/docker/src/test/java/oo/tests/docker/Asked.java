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
 * Whether these tests were asked for ({@code ./oo test --docker} sets {@code OO_DOCKER} to {@code
 * all}; {@code brief} means those of that tag) and a container engine answers.
 */
final class Asked implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String asked = System.getenv().getOrDefault("OO_DOCKER", "");
    if (asked.isEmpty()) {
      return ConditionEvaluationResult.disabled("not asked for: ./oo test --docker runs it");
    }
    if (asked.equals("brief") && !brief(context)) {
      return ConditionEvaluationResult.disabled("not of the brief run: ./oo test --docker runs it");
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.disabled("no container engine answers");
    }
    return ConditionEvaluationResult.enabled("asked for");
  }

  /** A class also by one of its methods: else it would prepare what none of them asks for. */
  private static boolean brief(ExtensionContext context) {
    return context.getTags().contains("brief")
        || (context.getTestMethod().isEmpty()
            && Stream.of(context.getRequiredTestClass().getDeclaredMethods())
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Tag.class)))
                .anyMatch(tag -> tag.value().equals("brief")));
  }

  /** Skips what needs an image that is neither here nor can be pulled. */
  static void image(String name) {
    String why = "";
    try {
      new RemoteDockerImage(DockerImageName.parse(name)).get();
    } catch (Exception e) {
      why = name + " is not there and cannot be pulled";
    }
    Assumptions.assumeTrue(why.isEmpty(), why);
  }

  static void program(String name) {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
        name + " is not installed");
  }
}
