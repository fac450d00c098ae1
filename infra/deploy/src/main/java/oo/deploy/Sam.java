package oo.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The SAM CLI. */
final class Sam {
  private static final String MISSING =
      "oO deploys with the SAM CLI, which is not on the path:"
          + " https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html"
          + " (or: pip install aws-sam-cli)";

  private final Path tree;
  private final Aws aws;
  private final PrintStream out;

  Sam(Path tree, Aws aws, PrintStream out) {
    this.tree = tree;
    this.aws = aws;
    this.out = out;
  }

  /**
   * @throws CannotDeploy when there is none
   */
  void check() throws InterruptedException {
    if (run(List.of("sam", "--version")) != 0) {
      throw new CannotDeploy(MISSING);
    }
  }

  /**
   * Uploads the artefacts and brings the stack to what the template says.
   *
   * @param template in a folder of the tree, from where it finds the artefacts
   * @param parameters to change; the others stay as they were
   */
  void deploy(Path template, String stack, Map<String, String> parameters)
      throws InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "sam",
                "deploy",
                "--template-file",
                template.toString(),
                "--stack-name",
                stack,
                "--region",
                aws.region().id(),
                "--resolve-s3",
                "--s3-prefix",
                stack,
                "--capabilities",
                "CAPABILITY_IAM",
                "--no-confirm-changeset",
                "--no-fail-on-empty-changeset",
                "--no-progressbar",
                "--parameter-overrides"));
    parameters.forEach((name, value) -> command.add(name + "=" + quoted(value)));
    if (run(command) != 0) {
      throw new CannotDeploy(
          "The stack " + stack + " is as it was: SAM says above what was wrong.");
    }
  }

  /** As SAM reads a parameter's value back. */
  static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private int run(List<String> command) throws InterruptedException {
    var builder = new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true);
    builder.environment().putIfAbsent("SAM_CLI_TELEMETRY", "0");
    builder.environment().put("AWS_DEFAULT_REGION", aws.region().id());
    aws.endpoint()
        .ifPresent(at -> {
          builder.environment().put("AWS_ENDPOINT_URL", at.toString());
          builder.environment().put("AWS_CONFIG_FILE", pathStyle().toString());
        });
    try {
      Process process = builder.start();
      try (var lines = process.inputReader()) {
        lines.lines().forEach(out::println);
      }
      return process.waitFor();
    } catch (IOException e) {
      throw new CannotDeploy(MISSING);
    }
  }

  /** An emulator's buckets have no host names. */
  private Path pathStyle() {
    try {
      Path file = Files.createDirectories(tree.resolve(".oo")).resolve("emulator.aws");
      return Files.writeString(file, "[default]\ns3 =\n  addressing_style = path\n");
    } catch (IOException e) {
      throw new CannotDeploy("The folder .oo cannot be written: " + e.getMessage());
    }
  }
}
