package oo.tests.docker;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import tools.jackson.databind.JsonNode;

/** A compose file as a separate project, on free ports. */
final class Compose implements AutoCloseable {
  static final String PROJECT = "oo-compose-test";

  private record Image(String made, String pulled) {}

  private static final Map<String, Image> IMAGES =
      Map.of(
          "OO_JAVA_IMAGE", new Image("oo/java:25", "eclipse-temurin:25-jre"),
          "OO_POSTGRES_IMAGE", new Image("oo/postgres:18.4", "postgres:18"),
          "OO_MAILPIT_IMAGE", new Image("oo/mailpit:1.33", "axllent/mailpit:v1.33.1"),
          "OO_NATS_IMAGE", new Image("oo/nats:2", "nats:2-alpine"));

  private final List<String> program;
  private final String project;
  private final List<Path> files;
  private final Map<String, String> settings = new HashMap<>();

  private Compose(List<String> program, String project, Path... files) {
    this.program = program;
    this.project = project;
    this.files = new ArrayList<>(List.of(files));
  }

  /**
   * Another file, whose settings are in {@code .env} beside it, and files that change it. Nothing
   * is up yet.
   */
  static Compose of(String project, Path... files) {
    return new Compose(program(), project, files);
  }

  /** From the next command on, this file changes the ones before. */
  void change(Path file) {
    files.add(file);
  }

  private Compose onFreePorts() {
    for (String port :
        List.of(
            "OO_PORT",
            "OO_GOOGLE_PORT",
            "OO_TODOIST_PORT",
            "OO_MAIL_PORT",
            "OO_NATS_PORT",
            "OO_LOCALSTACK_PORT")) {
      settings.put(port, String.valueOf(Loopback.freePort()));
    }
    settings.put("OO_NETWORK", PROJECT);
    return this;
  }

  /** {@code localstack/compose.yaml}. Returns when every service is healthy. */
  static Compose up() {
    List<String> program = program();
    DockerCondition.requireImage(Stack.IMAGE);
    var compose =
        new Compose(program, PROJECT, Oo.TREE.resolve("localstack/compose.yaml")).onFreePorts();
    compose.images();
    try {
      compose.start();
    } catch (AssertionError e) {
      compose.close();
      throw e;
    }
    return compose;
  }

  /** {@code up -d}, which returns when LocalStack is healthy. */
  void start() {
    try {
      run(15, "up", "-d");
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + run(1, "logs", "--tail=60"), e);
    }
  }

  /** {@code up} in the foreground, which leads a process group as in a terminal. */
  Process attached() {
    ProcessBuilder builder = builder("up");
    builder.command().addAll(0, List.of("perl", "-e", "setpgrp; exec @ARGV"));
    try {
      return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> program() {
    for (List<String> program : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      var version = new ArrayList<>(program);
      version.add("version");
      try {
        Process process = new ProcessBuilder(version).redirectErrorStream(true).start();
        process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        if (process.waitFor() == 0) {
          return program;
        }
      } catch (IOException e) {
        // Not installed; try the next one.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Assumptions.abort("neither docker compose nor docker-compose is installed");
    throw new IllegalStateException();
  }

  /** Prefers the images that localstack/tests/docker/images makes where none can be pulled. */
  private void images() {
    IMAGES.forEach((setting, image) -> {
      if (System.getenv(setting) == null) {
        settings.put(setting, image(image.made(), image.pulled()));
      }
    });
  }

  /** The image that localstack/tests/docker/images makes, or the one to pull. */
  static String image(String made, String pulled) {
    var client = DockerClientFactory.instance().client();
    if (!client.listImagesCmd().withImageNameFilter(made).exec().isEmpty()) {
      return made;
    }
    DockerCondition.requireImage(pulled);
    return pulled;
  }

  String site() {
    return "http://localhost:" + settings.get("OO_PORT");
  }

  /** Of the front's answer; 0 while the port is closed. */
  int status(String path) {
    return Loopback.status(site() + path);
  }

  /**
   * What the broker says of oO's stream (JetStream's {@code STREAM.INFO}), by NATS's own protocol.
   */
  JsonNode events() {
    int port = Integer.parseInt(settings.get("OO_NATS_PORT"));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              "CONNECT {}\r\nSUB info 1\r\nPUB $JS.API.STREAM.INFO.OO_EVENTS info 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return lines
          .lines()
          .filter(line -> line.startsWith("{"))
          .findFirst()
          .map(Json.mapper()::readTree)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String google() {
    return "http://127.0.0.1:" + settings.get("OO_GOOGLE_PORT");
  }

  String todoist() {
    return "http://127.0.0.1:" + settings.get("OO_TODOIST_PORT");
  }

  String logs(String service) {
    return run(1, "logs", "--tail=40", service);
  }

  private ProcessBuilder builder(String... arguments) {
    return builder(Stream.concat(command().stream(), Stream.of(arguments)).toList());
  }

  private List<String> command() {
    var command = new ArrayList<>(program);
    command.addAll(List.of("-p", project));
    files.forEach(file -> command.addAll(List.of("-f", file.toString())));
    return command;
  }

  private ProcessBuilder builder(List<String> command) {
    var builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(files.getFirst().resolveSibling("").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true);
    builder.environment().putAll(settings);
    return builder;
  }

  String run(int minutes, String... arguments) {
    return run(minutes, builder(arguments));
  }

  /** A line of a shell, beside the file; its {@code docker compose} is this project. */
  String shell(int minutes, String line) {
    return run(
        minutes,
        builder(
            List.of("bash", "-c", line.replace("docker compose", String.join(" ", command())))));
  }

  private static String run(int minutes, ProcessBuilder builder) {
    String command = String.join(" ", builder.command());
    try {
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(minutes, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(command + "\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The containers of the project and those that it started, by name. */
  List<String> containers() {
    return DockerClientFactory.instance()
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withNameFilter(List.of("^/" + PROJECT + "[-_]"))
        .exec()
        .stream()
        .flatMap(container -> Stream.of(container.getNames()))
        .toList();
  }

  boolean hasNetwork() {
    return DockerClientFactory.instance()
        .client()
        .listNetworksCmd()
        .withNameFilter(PROJECT)
        .exec()
        .stream()
        .anyMatch(network -> network.getName().equals(PROJECT));
  }

  /** As {@code kill -9} of the process of a service. */
  void kill(String service) {
    DockerClientFactory.instance().client().killContainerCmd(id(service)).exec();
  }

  String id(String service) {
    return run(1, "ps", "-q", service);
  }

  @Override
  public void close() {
    run(3, "down", "-v");
  }
}
