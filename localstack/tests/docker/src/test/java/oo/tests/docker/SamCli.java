package oo.tests.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import oo.contract.Json;
import oo.host.base.LibraryLogs;
import oo.template.Architecture;
import oo.tests.journey.Backends;
import oo.tests.journey.Oo;
import tools.jackson.databind.JsonNode;

/**
 * The SAM CLI on the template, with a database and stand-ins of this process. The variables are
 * those of {@code localstack/env.json}.
 */
final class SamCli implements AutoCloseable {
  static final String SITE = "http://localhost:8080";

  final Backends backends;
  private final Path folder;

  SamCli() throws IOException {
    LibraryLogs.quiet();
    DockerCondition.requireProgram("sam");
    DockerCondition.requireImage("public.ecr.aws/lambda/java:25");
    DockerHost host = DockerHost.find();
    backends = Backends.reachableAt(host.name(), host.addresses());
    backends.registerOrigin(SITE);
    folder = Files.createTempDirectory("oo-sam-");
    Files.writeString(
        folder.resolve("env.json"),
        Json.mapper().writeValueAsString(Map.of("Parameters", settings())));
  }

  Map<String, String> settings() {
    var settings = new TreeMap<>(backends.settings());
    settings.put("SITE_ORIGIN", SITE);
    return settings;
  }

  /** The answer of the function to an event. */
  JsonNode invoke(String function, Path event) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.txt");
    Process sam =
        started(
            List.of("invoke", function, "--event", event.toString()),
            ProcessBuilder.Redirect.to(errors.toFile()));
    if (!sam.waitFor(4, TimeUnit.MINUTES)) {
      sam.destroyForcibly();
    }
    // The answer is the last line, after the output of the SAM CLI and the function's log.
    String output = new String(sam.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    String answer = output.substring(output.lastIndexOf('\n') + 1);
    if (answer.isEmpty()) {
      throw new AssertionError(function + ": " + Files.readString(errors));
    }
    return Json.mapper().readTree(answer);
  }

  /** Starts {@code sam local start-api}. The caller must destroy it. */
  Process api(int port) throws IOException {
    return started(
        List.of("start-api", "--port", String.valueOf(port)), ProcessBuilder.Redirect.DISCARD);
  }

  private Process started(List<String> arguments, ProcessBuilder.Redirect errors)
      throws IOException {
    var command = new ArrayList<>(List.of("sam", "local"));
    command.addAll(arguments);
    command.addAll(
        List.of(
            "--template",
            Oo.TREE.resolve("infra/sam-template.yaml").toString(),
            "--env-vars",
            folder.resolve("env.json").toString(),
            "--parameter-overrides",
            "Architecture=" + Architecture.ofThisMachine(),
            "--skip-pull-image"));
    var builder = new ProcessBuilder(command).redirectError(errors).directory(folder.toFile());
    builder.environment().put("SAM_CLI_TELEMETRY", "0");
    return builder.start();
  }

  Path write(String name, Object event) throws IOException {
    return Files.writeString(folder.resolve(name), Json.mapper().writeValueAsString(event));
  }

  @Override
  public void close() {
    backends.close();
  }
}
