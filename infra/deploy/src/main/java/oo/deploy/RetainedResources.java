package oo.deploy;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The part of the template that must exist before the functions start: keys and secrets. Publishing
 * a version starts the function, so the secrets that it reads need their values before.
 */
final class RetainedResources {
  private static final Set<String> TYPES = Set.of("AWS::KMS::Key", "AWS::SecretsManager::Secret");
  private static final Set<String> SECTIONS =
      Set.of("AWSTemplateFormatVersion", "Parameters", "Conditions", "Resources", "Outputs");

  private RetainedResources() {}

  /** A template of these alone, with the outputs that name them. */
  static String of(String template) {
    var yaml = new Yaml();
    MappingNode root = mapping(yaml.compose(new StringReader(template)));
    root.getValue().removeIf(section -> !SECTIONS.contains(name(section)));
    List<NodeTuple> resources = mapping(section(root, "Resources")).getValue();
    resources.removeIf(
        resource -> !TYPES.contains(text(section(mapping(resource.getValueNode()), "Type"))));
    List<String> left = resources.stream().map(RetainedResources::name).toList();
    mapping(section(root, "Outputs")).getValue().removeIf(output -> !left.contains(name(output)));
    var text = new StringWriter();
    yaml.serialize(root, text);
    return text.toString();
  }

  private static Node section(MappingNode in, String name) {
    return in.getValue().stream()
        .filter(entry -> name(entry).equals(name))
        .findFirst()
        .orElseThrow(() -> new CannotDeploy("The template has no " + name + "."))
        .getValueNode();
  }

  private static String name(NodeTuple entry) {
    return text(entry.getKeyNode());
  }

  private static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new CannotDeploy("The template has something that is no name" + node.getStartMark());
  }

  private static MappingNode mapping(Node node) {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw new CannotDeploy("The template has something that is no mapping" + node.getStartMark());
  }
}
