package oo.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The SAM CLI as a process, which ends with this one. */
final class SamCli implements Sam {
  private static final String MISSING =
      "oO deploys with the SAM CLI, which is not on the path:"
          + " https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html"
          + " (or: pip install aws-sam-cli)";

  private final Path tree;
  private final Aws aws;
  private final PrintStream log;

  SamCli(Path tree, Aws aws, PrintStream log) {
    this.tree = tree;
    this.aws = aws;
    this.log = log;
  }

  @Override
  public String check() throws InterruptedException {
    List<String> lines = run(List.of("sam", "--version"), MISSING);
    return lines.isEmpty() ? "" : lines.getLast().replace(", version", "");
  }

  @Override
  public Path upload(Path template, String stack) throws InterruptedException {
    Path uploaded = template.resolveSibling("uploaded.yaml");
    run(
        List.of(
            "sam",
            "package",
            "--template-file",
            template.toString(),
            "--output-template-file",
            uploaded.toString(),
            "--region",
            aws.region().id(),
            "--resolve-s3",
            "--s3-prefix",
            stack,
            "--no-progressbar"),
        "SAM could not upload the artefacts");
    return uploaded;
  }

  @Override
  public void deploy(Path uploaded, String stack, Map<String, String> parameters)
      throws InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "sam",
                "deploy",
                "--template-file",
                uploaded.toString(),
                "--stack-name",
                stack,
                "--region",
                aws.region().id(),
                "--resolve-s3",
                "--s3-prefix",
                stack,
                "--capabilities",
                "CAPABILITY_IAM",
                "CAPABILITY_AUTO_EXPAND",
                "--no-confirm-changeset",
                "--no-fail-on-empty-changeset",
                "--no-progressbar"));
    if (aws.endpoint().isPresent()) {
      // LocalStack names the end of a failed update as that of a creation, which SAM waits past.
      command.addAll(List.of("--max-wait-duration", "10"));
    }
    if (!parameters.isEmpty()) {
      command.add("--parameter-overrides");
      parameters.forEach((name, value) -> command.add(name + "=" + quoted(value)));
    }
    run(command, "SAM could not change the stack");
  }

  /** As SAM reads a parameter's value back. */
  static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Its lines, which are in the log too. */
  private List<String> run(List<String> command, String failure) throws InterruptedException {
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
      var end = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(end);
      var lines = new ArrayList<String>();
      try (var output = process.inputReader()) {
        output
            .lines()
            .forEach(line -> {
              lines.add(line);
              log.println(line);
            });
      }
      int status = process.waitFor();
      try {
        Runtime.getRuntime().removeShutdownHook(end);
      } catch (IllegalStateException e) {
        throw new InterruptedException("The process ends.");
      }
      if (status != 0) {
        throw new CannotDeploy(failure + reason(lines));
      }
      return lines;
    } catch (IOException e) {
      throw new CannotDeploy(MISSING);
    }
  }

  private static String reason(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("Error: "))
        .reduce((before, last) -> last)
        .map(line -> line.replaceFirst("Error", ""))
        .orElse(".");
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
