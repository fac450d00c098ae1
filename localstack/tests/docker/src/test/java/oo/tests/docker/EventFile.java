package oo.tests.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.template.Template;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import oo.template.TemplateReader;
import oo.tests.journey.Oo;
import tools.jackson.databind.JsonNode;

/** A committed event of a module, and the function that its route, queue or rule names. */
record EventFile(Path path, JsonNode json, FunctionResource function) {
  static final Template TEMPLATE = TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml"));

  /** Functions that answer without a session. */
  private static final Set<String> WITHOUT_SESSION =
      Set.of(
          "begin_sign_in",
          "finish_sign_in",
          "finish_oauth",
          "open_mail_stop",
          "sign_out",
          "report_violation",
          "report_error");

  static List<EventFile> all() {
    try (Stream<Path> files = Files.walk(Oo.TREE.resolve("functions"))) {
      return files
          .filter(file -> file.getParent().endsWith("events") && file.toString().endsWith(".json"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .map(EventFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EventFile read(Path file) {
    try {
      JsonNode json = Json.mapper().readTree(Files.readString(file));
      return new EventFile(
          file,
          json,
          TEMPLATE.functions().stream()
              .filter(function -> isFor(function, json))
              .findFirst()
              .orElseThrow(() -> new AssertionError("No function for " + file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFor(FunctionResource function, JsonNode json) {
    return switch (function.trigger()) {
      case Route(String method, String path) ->
          json.path("httpMethod").asString("").equals(method)
              && json.path("resource").asString("").equals(path);
      case Messages messages ->
          json.path("Records")
              .path(0)
              .path("eventSourceARN")
              .asString("")
              .contains(messages.queue());
      case Every every -> json.path("resources").path(0).asString("").contains(function.id());
      case Deployment deployment -> json.isEmpty();
    };
  }

  boolean http() {
    return function.trigger() instanceof Route;
  }

  /** The expected statuses of a route: the session in a committed event is unknown. */
  List<Integer> statuses() {
    if (function.name().endsWith("_health")) {
      return List.of(200);
    }
    if (function.name().equals("stop_mail")) {
      return List.of(404);
    }
    return WITHOUT_SESSION.contains(function.name()) ? List.of(204, 302, 303) : List.of(401);
  }

  @Override
  public String toString() {
    return Oo.TREE.resolve("functions").relativize(path).toString();
  }
}
