package oo.runtime.template;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * {@code !Ref}, {@code !GetAtt} and {@code !Sub} of the template's own names. A parameter is its
 * default; a resource's name, address and ARN are all its logical id, which is how one process
 * addresses it.
 */
final class Intrinsics {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9.]+)}");
  private static final List<String> ATTRIBUTES = List.of("Arn", "QueueName", "QueueUrl");

  /** A call as it stands in the template, not yet resolved. */
  record Call(String function, String argument) {}

  /** Makes {@link Call}s of the three tags; any other tag is refused by the parser. */
  static final class Reader extends SafeConstructor {
    Reader() {
      super(options());
      for (String tag : List.of("!Ref", "!GetAtt", "!Sub")) {
        yamlConstructors.put(new org.yaml.snakeyaml.nodes.Tag(tag), new Construct());
      }
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
          case SequenceNode sequence ->
              new Call(
                  function,
                  String.join(
                      ".", constructSequence(sequence).stream().map(String::valueOf).toList()));
          default -> throw new TemplateRefused(node.getTag().getValue(), "expected text");
        };
      }
    }
  }

  private final Map<String, Object> parameters;
  private final Map<String, ?> resources;

  /**
   * @param parameters by name, with their defaults
   */
  Intrinsics(Map<String, Object> parameters, Map<String, ?> resources) {
    this.parameters = parameters;
    this.resources = resources;
  }

  /** The value with every call in it resolved. */
  Object resolve(String where, Object value) {
    return switch (value) {
      case Call call -> call(where, call);
      case Map<?, ?> map -> {
        var resolved = new java.util.LinkedHashMap<String, Object>();
        map.forEach((name, entry) -> resolved.put(name.toString(), resolve(where, entry)));
        yield resolved;
      }
      case List<?> list -> list.stream().map(entry -> resolve(where, entry)).toList();
      default -> value;
    };
  }

  private Object call(String where, Call call) {
    return switch (call.function()) {
      case "Ref" -> named(where, call.argument());
      case "GetAtt" -> attribute(where, call.argument());
      default ->
          PLACE
              .matcher(call.argument())
              .replaceAll(place -> java.util.regex.Matcher.quoteReplacement(part(where, place)));
    };
  }

  private String part(String where, MatchResult place) {
    String name = place.group(1);
    return String.valueOf(name.contains(".") ? attribute(where, name) : named(where, name));
  }

  private Object named(String where, String name) {
    if (parameters.containsKey(name)) {
      return parameters.get(name);
    }
    if (resources.containsKey(name)) {
      return name;
    }
    throw new TemplateRefused(where, "there is no " + name + " in the template");
  }

  private Object attribute(String where, String path) {
    int dot = path.indexOf('.');
    String resource = dot < 0 ? path : path.substring(0, dot);
    String attribute = dot < 0 ? "" : path.substring(dot + 1);
    if (!resources.containsKey(resource) || !ATTRIBUTES.contains(attribute)) {
      throw new TemplateRefused(where, "the local runtime does not know " + path);
    }
    return resource;
  }
}
