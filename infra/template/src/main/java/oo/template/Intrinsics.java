package oo.template;

import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The template's own functions, as they stand in it. Each is known in its short form only, so that
 * there is one way to write it.
 */
final class Intrinsics {
  private static final Set<String> VALUES = Set.of("Ref", "GetAtt", "Sub", "If", "Split");
  private static final Set<String> CONDITIONS = Set.of("Equals", "Not", "And", "Or", "Condition");

  private Intrinsics() {}

  /** The text as mappings, lists, scalars and {@link Call}s. */
  static Object parse(String text) {
    try {
      return new Yaml(new Reader()).load(text);
    } catch (YAMLException e) {
      throw new TemplateRefused("template", String.valueOf(e.getMessage()));
    }
  }

  /**
   * A call, not yet resolved.
   *
   * @param argument text, or a list that may hold calls again
   */
  record Call(String function, Object argument) {
    List<?> arguments(String where, int atLeast, int atMost) {
      if (argument instanceof List<?> list && list.size() >= atLeast && list.size() <= atMost) {
        return list;
      }
      throw new TemplateRefused(where, "!" + function + " takes " + atLeast + " to " + atMost);
    }

    String text(String where) {
      if (argument instanceof String text) {
        return text;
      }
      throw new TemplateRefused(where, "!" + function + " takes text");
    }
  }

  /** Makes {@link Call}s of the tags it knows; any other tag is refused by the parser. */
  private static final class Reader extends SafeConstructor {
    Reader() {
      super(options());
      VALUES.forEach(this::knows);
      CONDITIONS.forEach(this::knows);
    }

    private void knows(String function) {
      yamlConstructors.put(new Tag("!" + function), new Construct());
    }

    private static LoaderOptions options() {
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      options.setMaxAliasesForCollections(0);
      return options;
    }

    private final class Construct extends AbstractConstruct {
      @Override
      public Object construct(org.yaml.snakeyaml.nodes.Node node) {
        String function = node.getTag().getValue().substring(1);
        return switch (node) {
          case ScalarNode scalar -> new Call(function, scalar.getValue());
          case SequenceNode sequence -> {
            List<?> list = constructSequence(sequence);
            // !GetAtt [Queue, Arn] is !GetAtt Queue.Arn.
            yield function.equals("GetAtt")
                ? new Call(function, String.join(".", list.stream().map(String::valueOf).toList()))
                : new Call(function, list);
          }
          case MappingNode mapping ->
              throw new TemplateRefused("!" + function, "takes text or a list, not a mapping");
          default -> throw new TemplateRefused("!" + function, "expected text or a list");
        };
      }
    }
  }
}
