package oo.runtime.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.runtime.template.Template.FunctionResource;
import oo.runtime.template.Template.Messages;
import oo.runtime.template.Template.QueueResource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the template, strictly. */
public final class TemplateReader {
  private final Map<String, Node> resources = new LinkedHashMap<>();
  private final List<QueueResource> queues = new ArrayList<>();
  private final List<FunctionResource> functions = new ArrayList<>();
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
    Object root;
    try {
      root = new Yaml(new Intrinsics.Reader()).load(text);
    } catch (YAMLException e) {
      throw new TemplateRefused("template", String.valueOf(e.getMessage()));
    }
    return new TemplateReader().template(Node.of("template", root));
  }

  private Template template(Node root) {
    root.ignoring("AWSTemplateFormatVersion", "Transform", "Description", "Outputs", "Metadata");
    var parameters = new LinkedHashMap<String, Object>();
    root.node("Parameters")
        .each(
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
              parameters.put(name, parameter.required("Default"));
              parameter.done();
            });
    Object declared = root.required("Resources");
    var intrinsics = new Intrinsics(parameters, Node.of("Resources", declared).values());
    globals(
        Node.of("Globals", intrinsics.resolve("Globals", root.value("Globals").orElse(Map.of()))));
    Node.of("Resources", intrinsics.resolve("Resources", declared)).each(resources::put);
    root.done();
    resources.forEach(this::resource);
    functions.forEach(this::consumes);
    return new Template(functions, queues);
  }

  private void globals(Node globals) {
    globals.ignoring("Api");
    Node function = globals.node("Function");
    shared = function.values();
    globals.done();
  }

  private void resource(String id, Node resource) {
    String type = resource.text("Type");
    resource.ignoring("DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata");
    Node properties = resource.node("Properties");
    resource.done();
    switch (type) {
      case "AWS::Serverless::Function" ->
          functions.add(FunctionReader.read(id, properties, shared));
      case "AWS::SQS::Queue" -> queues.add(queue(id, properties));
      // The object store is a folder; what a bucket's rules say is done by its links' expiry.
      case "AWS::S3::Bucket" -> properties.values();
      default -> throw new TemplateRefused(id, "the local runtime has no " + type);
    }
  }

  private static QueueResource queue(String id, Node properties) {
    properties.ignoring("MessageRetentionPeriod", "SqsManagedSseEnabled", "KmsMasterKeyId");
    var delay = java.time.Duration.ofSeconds(properties.number("DelaySeconds", 0));
    var visibility = java.time.Duration.ofSeconds(properties.number("VisibilityTimeout", 30));
    Optional<Object> redrive = properties.value("RedrivePolicy");
    properties.done();
    if (redrive.isEmpty()) {
      return new QueueResource(id, delay, visibility, "", 0);
    }
    Node policy = Node.of(id + ".RedrivePolicy", redrive.get());
    String dead = policy.text("deadLetterTargetArn");
    int received = policy.number("maxReceiveCount", 0);
    policy.done();
    if (received < 1) {
      throw new TemplateRefused(policy.where(), "maxReceiveCount must be at least 1");
    }
    return new QueueResource(id, delay, visibility, dead, received);
  }

  /** A queue's function must be able to end before its messages are seen again. */
  private void consumes(FunctionResource function) {
    if (!(function.trigger() instanceof Messages messages)) {
      return;
    }
    QueueResource queue = new Template(functions, queues).queue(messages.queue());
    if (queue.visibility().compareTo(function.timeout().multipliedBy(6)) < 0) {
      throw new TemplateRefused(
          queue.id(),
          "VisibilityTimeout must be at least six times the Timeout of " + function.id());
    }
    if (!queue.deadLetters().isEmpty()) {
      new Template(functions, queues).queue(queue.deadLetters());
    }
  }
}
