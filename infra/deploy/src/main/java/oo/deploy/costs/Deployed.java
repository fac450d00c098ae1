package oo.deploy.costs;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Template;
import oo.template.TemplateReader;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What the templates make, as far as a bill or a limit depends on it.
 *
 * @param functions of which each has its own metrics
 * @param ticksPerDay calls by schedules
 * @param queues that are polled
 * @param alarmMetrics metrics that alarms look at; each is paid for by itself
 * @param logMetrics metrics that are counted from logs
 * @param secrets those of the template, and the database's
 * @param keys of KMS
 * @param webRules of the web ACL
 * @param requestsPerSecond that the gateway lets through
 * @param deliveries at once, with reservations
 * @param fetches at once, with reservations
 * @param reserved functions at once, in all
 */
record Deployed(
    int functions,
    double ticksPerDay,
    int queues,
    int alarmMetrics,
    int logMetrics,
    int secrets,
    int keys,
    int webRules,
    double requestsPerSecond,
    double deliveries,
    double fetches,
    double reserved) {

  /**
   * @param infra the folder of the templates
   */
  static Deployed read(Path infra) {
    Path file = infra.resolve("sam-template.yaml");
    Template template = TemplateReader.read(file);
    String text = text(file);
    MappingNode root = (MappingNode) new Yaml().compose(new StringReader(text));
    var resources = new ArrayList<NodeTuple>(((MappingNode) at(root, "Resources")).getValue());
    ToDoubleFunction<String> reservation = id -> reservation(root, at(at(root, "Resources"), id));
    return new Deployed(
        template.functions().size(),
        template.functions().stream()
            .map(Template.FunctionResource::trigger)
            .filter(Template.Every.class::isInstance)
            .mapToDouble(each -> 86_400.0 / ((Template.Every) each).interval().toSeconds())
            .sum(),
        (int)
            template.functions().stream()
                .filter(each -> each.trigger() instanceof Template.Messages)
                .count(),
        resources.stream()
            .filter(each -> type(each).equals("AWS::CloudWatch::Alarm"))
            .mapToInt(each -> Math.max(1, named(each.getValueNode(), "MetricStat")))
            .sum(),
        count(resources, "AWS::Logs::MetricFilter"),
        count(resources, "AWS::SecretsManager::Secret") + 1,
        count(resources, "AWS::KMS::Key"),
        text(infra.resolve("waf-template.yaml")).split("- Name: .*\\R +Priority:", -1).length - 1,
        number("ThrottlingRateLimit: ([0-9]+)", text),
        number("DeliverConcurrency: [^\\n]*Default: ([0-9]+)", text),
        reservation.applyAsDouble("FetchSignals"),
        template.functions().stream()
            .map(Template.FunctionResource::id)
            .mapToDouble(reservation)
            .sum());
  }

  private static int count(List<NodeTuple> resources, String type) {
    return (int) resources.stream().filter(each -> type(each).equals(type)).count();
  }

  private static String type(NodeTuple resource) {
    return at(resource.getValueNode(), "Type") instanceof ScalarNode type ? type.getValue() : "";
  }

  /** A function's reservation, or that of Globals; a parameter's is its default. */
  private static double reservation(Node root, Node function) {
    Node own = find(at(function, "Properties"), "ReservedConcurrentExecutions");
    Node node =
        own != null ? own : at(at(at(root, "Globals"), "Function"), "ReservedConcurrentExecutions");
    Node full = node instanceof SequenceNode choice ? choice.getValue().get(1) : node;
    String value = ((ScalarNode) full).getValue();
    if (value.matches("[0-9]+")) {
      return Double.parseDouble(value);
    }
    return Double.parseDouble(
        ((ScalarNode) at(at(at(root, "Parameters"), value), "Default")).getValue());
  }

  private static Node at(Node mapping, String name) {
    Node found = find(mapping, name);
    if (found == null) {
      throw new IllegalStateException("The template has no " + name + mapping.getStartMark());
    }
    return found;
  }

  private static @org.jspecify.annotations.Nullable Node find(Node mapping, String name) {
    return ((MappingNode) mapping)
        .getValue().stream()
            .filter(each -> ((ScalarNode) each.getKeyNode()).getValue().equals(name))
            .map(NodeTuple::getValueNode)
            .findFirst()
            .orElse(null);
  }

  /** How often a name is in a node. */
  private static int named(Node node, String name) {
    return switch (node) {
      case SequenceNode all -> all.getValue().stream().mapToInt(each -> named(each, name)).sum();
      case MappingNode all ->
          all.getValue().stream()
              .mapToInt(each ->
                  (((ScalarNode) each.getKeyNode()).getValue().equals(name) ? 1 : 0)
                      + named(each.getValueNode(), name))
              .sum();
      default -> 0;
    };
  }

  private static double number(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("The template has nothing like " + pattern);
    }
    return Double.parseDouble(found.group(1));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
