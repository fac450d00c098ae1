package oo.deploy.costs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.template.Template;
import oo.template.TemplateNodes;
import oo.template.TemplateReader;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
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
  private static final String RESERVATION = "ReservedConcurrentExecutions";

  /**
   * @param infra the folder of the templates
   */
  static Deployed read(Path infra) {
    Path file = infra.resolve("sam-template.yaml");
    Template template = TemplateReader.read(file);
    String text = text(file);
    Node root = TemplateNodes.root(text);
    Node resources = TemplateNodes.at(root, "Resources");
    ToDoubleFunction<String> reservation = id -> reservation(root, TemplateNodes.at(resources, id));
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
        of(resources, "AWS::CloudWatch::Alarm")
            .mapToInt(alarm -> Math.max(1, named(alarm, "MetricStat")))
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

  private static int count(Node resources, String type) {
    return (int) of(resources, type).count();
  }

  /** The resources of a type. */
  private static Stream<Node> of(Node resources, String type) {
    return TemplateNodes.entries(resources).stream()
        .map(NodeTuple::getValueNode)
        .filter(each -> TemplateNodes.text(TemplateNodes.at(each, "Type")).equals(type));
  }

  /** A function's reservation, or that of Globals; a parameter's is its default. */
  private static double reservation(Node root, Node function) {
    Node node =
        TemplateNodes.find(TemplateNodes.at(function, "Properties"), RESERVATION)
            .orElseGet(() -> at(root, "Globals", "Function", RESERVATION));
    Node full = node instanceof SequenceNode choice ? choice.getValue().get(1) : node;
    String value = TemplateNodes.text(full);
    return Double.parseDouble(
        value.matches("[0-9]+")
            ? value
            : TemplateNodes.text(at(root, "Parameters", value, "Default")));
  }

  private static Node at(Node root, String... path) {
    Node node = root;
    for (String name : path) {
      node = TemplateNodes.at(node, name);
    }
    return node;
  }

  /** How often a name is in a node. */
  private static int named(Node node, String name) {
    return switch (node) {
      case SequenceNode all -> all.getValue().stream().mapToInt(each -> named(each, name)).sum();
      case MappingNode all ->
          all.getValue().stream()
              .mapToInt(each ->
                  (TemplateNodes.name(each).equals(name) ? 1 : 0)
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
