package oo.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Template.Deployment;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import oo.template.Template.Trigger;

/** One {@code AWS::Serverless::Function}. */
final class FunctionReader {
  private static final String[] FOR_AWS_ALONE = {
    "Runtime",
    "Architectures",
    "Handler",
    "MemorySize",
    "Tracing",
    "Layers",
    "VpcConfig",
    "DeploymentPreference",
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "SnapStart",
    "Policies",
    "Description",
    "Tags",
    "LoggingConfig",
    "ReservedConcurrentExecutions"
  };
  private static final Pattern ARTEFACT =
      Pattern.compile("\\.\\./functions/(.+)/target/[^/]+\\.zip");
  private static final Pattern PATH = Pattern.compile("/api(/([a-z0-9-]+|\\{[a-z_]+}))+");

  private FunctionReader() {}

  static FunctionResource read(String id, Node properties) {
    properties.ignoring(FOR_AWS_ALONE);
    String module = module(properties);
    int timeout = properties.number("Timeout", 3);
    Map<String, String> environment = environment(properties);
    Trigger trigger = trigger(properties.node("Events"));
    properties.done();
    String name = environment.get("FUNCTION_NAME");
    if (name == null) {
      throw new TemplateRefused(id, "FUNCTION_NAME is missing");
    }
    return new FunctionResource(
        id, name, module, Duration.ofSeconds(timeout), environment, trigger);
  }

  private static String module(Node properties) {
    String uri = properties.text("CodeUri");
    Matcher artefact = ARTEFACT.matcher(uri);
    if (!artefact.matches()) {
      throw new TemplateRefused(
          properties.where(), "CodeUri must be ../functions/MODULE/target/NAME.zip, not " + uri);
    }
    return Path.of(artefact.group(1)).getFileName().toString();
  }

  private static Map<String, String> environment(Node properties) {
    Node environment = properties.node("Environment");
    var variables = new LinkedHashMap<String, String>();
    Node named = environment.node("Variables");
    for (String name : named.values().keySet()) {
      variables.put(name, named.text(name));
    }
    environment.done();
    return variables;
  }

  private static Trigger trigger(Node events) {
    var triggers = new ArrayList<Trigger>();
    events.each((name, event) -> {
      String type = event.text("Type");
      Node properties = event.node("Properties");
      event.done();
      triggers.add(
          switch (type) {
            case "Api" -> route(properties);
            case "SQS" -> messages(properties);
            case "Schedule" ->
                throw new TemplateRefused(
                    event.where(),
                    "write an AWS::Events::Rule: not everything that reads the template makes one of a Schedule");
            default -> throw new TemplateRefused(event.where(), "no event of type " + type);
          });
      properties.done();
    });
    if (triggers.size() > 1) {
      throw new TemplateRefused(events.where(), "a function has one trigger");
    }
    return triggers.isEmpty() ? new Deployment() : triggers.getFirst();
  }

  private static Route route(Node properties) {
    String path = properties.text("Path");
    if (!PATH.matcher(path).matches()) {
      throw new TemplateRefused(
          properties.where(), "Path must begin with /api and have whole segments, not " + path);
    }
    return new Route(properties.text("Method").toUpperCase(java.util.Locale.ROOT), path);
  }

  private static Messages messages(Node properties) {
    // How many are read at once: one machine has its own measure.
    properties.ignoring("ScalingConfig");
    int size = properties.number("BatchSize", 10);
    if (size < 1 || size > 10) {
      throw new TemplateRefused(properties.where(), "BatchSize must be 1 to 10");
    }
    Object reports = properties.value("FunctionResponseTypes").orElse(List.of());
    return new Messages(
        properties.text("Queue"), size, List.of("ReportBatchItemFailures").equals(reports));
  }
}
