package oo.template;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The template as it stands: nothing is resolved, and what the server would refuse is there too.
 */
public final class TemplateNodes {
  private TemplateNodes() {}

  public static Node root(String template) {
    return new Yaml().compose(new StringReader(template));
  }

  /**
   * @return the entries of a mapping, which the caller may change
   */
  public static List<NodeTuple> entries(Node node) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw new TemplateRefused(
        "The template has something that is no mapping" + node.getStartMark());
  }

  public static Optional<Node> find(Node mapping, String name) {
    return entries(mapping).stream()
        .filter(entry -> name(entry).equals(name))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }

  public static Node at(Node mapping, String name) {
    return find(mapping, name)
        .orElseThrow(
            () -> new TemplateRefused("The template has no " + name + mapping.getStartMark()));
  }

  public static String name(NodeTuple entry) {
    return text(entry.getKeyNode());
  }

  public static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new TemplateRefused("The template has something that is no text" + node.getStartMark());
  }
}
