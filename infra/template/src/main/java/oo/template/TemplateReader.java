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
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the template, strictly, with the parameters' defaults. */
public final class TemplateReader {
  private final List<QueueResource> queues = new ArrayList<>();
  private final Map<String, FunctionResource> functions = new LinkedHashMap<>();
  private final Map<String, Every> schedules = new LinkedHashMap<>();
  private Map<String, Object> shared = Map.of();

  private TemplateReader() {}

  /**
   * @throws TemplateRefused when it says something that would not be done
   */
  public static Template read(Path file) {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The template cannot be read: " + file, e);
    }
  }

  static Template read(String text) {
    return new TemplateReader().template(Sections.parse(text, Map.of()));
  }

  private Template template(Sections sections) {
    shared = sections.globals().values();
    sections.resources().forEach(this::resource);
    var all = new ArrayList<FunctionResource>();
    functions.forEach((id, function) -> all.add(startedBy(function, schedules.remove(id))));
    schedules.forEach(
        (id, every) -> {
          throw new TemplateRefused(id, "a schedule starts it, but it is no function");
        });
    var template = new Template(all, queues);
    all.forEach(function -> consumes(template, function));
    return template;
  }

  private void resource(String id, Node resource) {
    String type = resource.text("Type");
    resource.ignoring("DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata");
    Node properties = resource.node("Properties");
    resource.done();
    switch (type) {
      case "AWS::Serverless::Function" ->
          functions.put(id, FunctionReader.read(id, properties, shared));
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

  /**
   * The template's parts with their conditions decided.
   *
   * @param globals what all functions share
   * @param resources what is there, by logical id
   */
  record Sections(Node globals, Map<String, Node> resources) {

    /**
     * @param given the parameters that are not left to their defaults
     */
    static Sections parse(String text, Map<String, String> given) {
      Object loaded;
      try {
        loaded = new Yaml(new Intrinsics.Reader()).load(text);
      } catch (YAMLException e) {
        throw new TemplateRefused("template", String.valueOf(e.getMessage()));
      }
      Node root = Node.of("template", loaded);
      root.ignoring("AWSTemplateFormatVersion", "Transform", "Description", "Metadata");
      Map<String, Object> parameters = parameters(root.node("Parameters"), given);
      Object declared = root.required("Resources");
      Object globals = root.value("Globals").orElse(Map.of());
      var evaluation =
          new Evaluation(
              parameters,
              root.node("Conditions").values(),
              Node.of("Resources", declared).values());
      evaluation.check("Globals", globals);
      evaluation.check("Conditions", root.node("Conditions").values());
      evaluation.check("Outputs", root.node("Outputs").values());
      evaluation.check("Rules", root.node("Rules").values());
      root.done();
      Node shared = Node.of("Globals", evaluation.resolve("Globals", globals));
      shared.ignoring("Api");
      Node function = shared.node("Function");
      shared.done();
      return new Sections(function, evaluation.resources());
    }

    private static Map<String, Object> parameters(Node declared, Map<String, String> given) {
      var parameters = new LinkedHashMap<String, Object>();
      declared.each(
          (name, parameter) -> {
            parameter.ignoring(
                "Type",
                "Description",
                "NoEcho",
                "AllowedPattern",
                "AllowedValues",
                "ConstraintDescription",
                "MinLength",
                "MaxLength");
            Object otherwise = parameter.required("Default");
            String value = given.get(name);
            parameters.put(name, value == null ? otherwise : value);
            parameter.done();
          });
      given
          .keySet()
          .forEach(
              name -> {
                if (!parameters.containsKey(name)) {
                  throw new TemplateRefused("Parameters", "there is no " + name);
                }
              });
      return parameters;
    }
  }
}
