package oo.deploy;

import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import oo.template.TemplateNodes;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

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
    Node root = TemplateNodes.root(template);
    TemplateNodes.entries(root)
        .removeIf(section -> !SECTIONS.contains(TemplateNodes.name(section)));
    List<NodeTuple> resources = TemplateNodes.entries(TemplateNodes.at(root, "Resources"));
    resources.removeIf(resource ->
        !TYPES.contains(TemplateNodes.text(TemplateNodes.at(resource.getValueNode(), "Type"))));
    List<String> left = resources.stream().map(TemplateNodes::name).toList();
    TemplateNodes.entries(TemplateNodes.at(root, "Outputs"))
        .removeIf(output -> !left.contains(TemplateNodes.name(output)));
    var text = new StringWriter();
    new Yaml().serialize(root, text);
    return text.toString();
  }
}
