package oo.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.QueueResource;
import org.jspecify.annotations.Nullable;

/** Reads the template, strictly, with the parameters' defaults. */
public final class TemplateReader {
  private final List<QueueResource> queues = new ArrayList<>();
  private final Map<String, FunctionResource> functions = new LinkedHashMap<>();
  private final Map<String, Every> schedules = new LinkedHashMap<>();
  private Map<String, Object> shared = Map.of();

  private TemplateReader() {}

  /**
   * @throws TemplateRefused when the template asks for something that the server would not do
   */
  public static Template read(Path file) {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The template cannot be read: " + file, e);
    }
  }

  static Template read(String text) {
    return new TemplateReader().template(Node.of("template", Intrinsics.parse(text)));
  }

  private Template template(Node root) {
    root.ignoring("AWSTemplateFormatVersion", "Transform", "Description", "Metadata");
    var evaluation =
        new Evaluation(
            parameters(root.node("Parameters")),
            root.node("Conditions").values(),
            Node.of("Resources", root.required("Resources")).values());
    for (String section : List.of("Globals", "Outputs", "Rules")) {
      evaluation.check(section, root.node(section).values());
    }
    root.done();
    Node globals = root.node("Globals").ignoring("Api");
    shared = globals.node("Function").values();
    globals.done();
    evaluation
        .resources()
        .forEach((id, resource) -> resource(id, Node.of("Resources." + id, resource, evaluation)));
    var all = new ArrayList<FunctionResource>();
    functions.forEach((id, function) -> all.add(startedBy(function, schedules.remove(id))));
    schedules.forEach((id, every) -> {
      throw new TemplateRefused(id, "a schedule starts it, but it is no function");
    });
    var template = new Template(all, queues);
    all.forEach(function -> consumes(template, function));
    return template;
  }

  private void resource(String id, Node resource) {
    String type = resource.text("Type");
    resource.ignoring(
        "Condition", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata");
    Node properties = resource.unresolved("Properties");
    resource.done();
    switch (type) {
      case "AWS::Serverless::Function" ->
          functions.put(id, FunctionReader.read(id, properties.over(shared)));
      case "AWS::SQS::Queue" -> queues.add(QueueReader.read(id, properties));
      case "AWS::Events::Rule" -> ScheduleReader.read(properties, schedules);
      default -> {
        AwsOnlyProperties.ignore(id, type, properties);
        properties.done();
      }
    }
  }

  private static FunctionResource startedBy(FunctionResource function, @Nullable Every schedule) {
    if (schedule == null) {
      return function;
    }
    if (!(function.trigger() instanceof Deployment)) {
      throw new TemplateRefused(function.id(), "a function has one trigger");
    }
    return new FunctionResource(
        function.id(),
        function.name(),
        function.module(),
        function.timeout(),
        function.environment(),
        schedule);
  }

  /** A queue's function must be able to end before its messages are seen again. */
  private static void consumes(Template template, FunctionResource function) {
    if (!(function.trigger() instanceof Messages messages)) {
      return;
    }
    QueueResource queue = template.queue(messages.queue());
    Duration needed = function.timeout().multipliedBy(6);
    if (queue.visibility().compareTo(needed) < 0) {
      throw new TemplateRefused(
          queue.id(),
          "VisibilityTimeout must be at least six times the Timeout of " + function.id());
    }
    if (!queue.deadLetters().isEmpty()) {
      template.queue(queue.deadLetters());
    }
  }

  /** The parameters' defaults, by name. */
  static Map<String, Object> parameters(Node declared) {
    var defaults = new LinkedHashMap<String, Object>();
    declared.each((name, parameter) -> {
      parameter.ignoring(
          "Type",
          "Description",
          "NoEcho",
          "AllowedPattern",
          "AllowedValues",
          "ConstraintDescription",
          "MinLength",
          "MaxLength");
      defaults.put(name, parameter.required("Default"));
      parameter.done();
    });
    return defaults;
  }
}
