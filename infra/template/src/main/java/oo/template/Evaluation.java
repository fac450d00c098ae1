package oo.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Intrinsics.Call;

/**
 * The template with some parameters: its conditions decided, and the calls of what is left
 * resolved. A parameter is its value; a resource's name, address and ARN are all its logical id,
 * which is how one process addresses it. What AWS alone can know stays {@linkplain OnlyOnAws
 * unknown}, and must not be read.
 */
final class Evaluation {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9.:]+)}");
  private static final Set<String> ADDRESSES = Set.of("Arn", "QueueName", "QueueUrl");
  private static final Set<String> ATTRIBUTES =
      Set.of("Id", "KeyId", "DomainName", "RegionalDomainName", "WebsiteURL", "FunctionARN");
  private static final Set<String> PSEUDO =
      Set.of(
          "AWS::AccountId",
          "AWS::NoValue",
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackName",
          "AWS::URLSuffix");
  // What the SAM transform adds by itself: the API of the functions' routes.
  private static final Set<String> MADE_BY_SAM = Set.of("ServerlessRestApi");

  /** A value that nothing on one machine may use. */
  record OnlyOnAws(String expression) {
    @Override
    public String toString() {
      return expression;
    }
  }

  private static final Object NOTHING = new Object();

  private final Map<String, ?> parameters;
  private final Map<String, ?> conditions;
  private final Map<String, ?> declared;
  private final Map<String, Boolean> decided = new HashMap<>();
  private final Set<String> deciding = new LinkedHashSet<>();

  Evaluation(Map<String, ?> parameters, Map<String, ?> conditions, Map<String, ?> declared) {
    this.parameters = parameters;
    this.conditions = conditions;
    this.declared = declared;
  }

  /** Every resource whose condition holds, resolved, in order. */
  Map<String, Node> resources() {
    conditions.keySet().forEach(name -> decide("Conditions", name));
    var there = new LinkedHashMap<String, Node>();
    declared.forEach(
        (id, resource) -> {
          check("Resources." + id, resource);
          if (exists(id)) {
            String where = "Resources." + id;
            there.put(id, Node.of(where, resolve(where, resource)));
          }
        });
    there.values().forEach(resource -> resource.ignoring("Condition"));
    return there;
  }

  /** The value with every call in it resolved. */
  Object resolve(String where, Object value) {
    Object resolved = resolved(where, value);
    if (resolved == NOTHING) {
      throw new TemplateRefused(where, "AWS::NoValue belongs into a list or a mapping");
    }
    return resolved;
  }

  private Object resolved(String where, Object value) {
    return switch (value) {
      case Call call -> called(where, call);
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<String, Object>();
        map.forEach((name, entry) -> put(entries, where, String.valueOf(name), entry));
        yield entries;
      }
      case List<?> list ->
          list.stream()
              .map(entry -> resolved(where, entry))
              .filter(entry -> entry != NOTHING)
              .toList();
      default -> value;
    };
  }

  private void put(Map<String, Object> entries, String where, String name, Object entry) {
    Object resolved = resolved(where + "." + name, entry);
    if (resolved != NOTHING) {
      entries.put(name, resolved);
    }
  }

  private Object called(String where, Call call) {
    return switch (call.function()) {
      case "Ref" -> named(where, call.text(where));
      case "GetAtt" -> attribute(where, call.text(where));
      case "Sub" -> substituted(where, call.text(where));
      case "If" -> {
        List<?> branches = call.arguments(where, 3, 3);
        yield resolved(where, branches.get(holds(where, branches.getFirst()) ? 1 : 2));
      }
      default -> throw new TemplateRefused(where, "!" + call.function() + " is no value");
    };
  }

  private Object named(String where, String name) {
    if (name.equals("AWS::NoValue")) {
      return NOTHING;
    }
    if (parameters.containsKey(name)) {
      return parameters.get(name);
    }
    if (PSEUDO.contains(name) || MADE_BY_SAM.contains(name)) {
      return new OnlyOnAws("${" + name + "}");
    }
    return resource(where, name);
  }

  private Object attribute(String where, String path) {
    int dot = path.indexOf('.');
    String attribute = path.substring(dot + 1);
    String id = resource(where, dot < 0 ? path : path.substring(0, dot));
    if (ADDRESSES.contains(attribute)) {
      return id;
    }
    if (dot < 0 || !ATTRIBUTES.contains(attribute)) {
      throw new TemplateRefused(where, "the local runtime does not know " + path);
    }
    return new OnlyOnAws("${" + path + "}");
  }

  private String resource(String where, String id) {
    if (!declared.containsKey(id)) {
      throw new TemplateRefused(where, "there is no " + id + " in the template");
    }
    if (!exists(id)) {
      throw new TemplateRefused(where, id + " is not there under these conditions");
    }
    return id;
  }

  private Object substituted(String where, String text) {
    var unknown = new ArrayList<Object>();
    String result =
        PLACE
            .matcher(text)
            .replaceAll(
                place -> {
                  Object part = part(where, place);
                  if (part instanceof OnlyOnAws) {
                    unknown.add(part);
                  }
                  return Matcher.quoteReplacement(String.valueOf(part));
                });
    return unknown.isEmpty() ? result : new OnlyOnAws(result);
  }

  private Object part(String where, MatchResult place) {
    String name = place.group(1);
    return name.contains(".") ? attribute(where, name) : named(where, name);
  }

  private boolean exists(String id) {
    return !(declared.get(id) instanceof Map<?, ?> resource)
        || resource.get("Condition") == null
        || holds(id, resource.get("Condition"));
  }

  /**
   * @param condition a condition's name, or what decides one
   */
  private boolean holds(String where, Object condition) {
    return switch (condition) {
      case String name -> decide(where, name);
      case Call call ->
          switch (call.function()) {
            case "Condition" -> decide(where, call.text(where));
            case "Not" -> !holds(where, call.arguments(where, 1, 1).getFirst());
            case "And" ->
                call.arguments(where, 2, 10).stream().allMatch(each -> holds(where, each));
            case "Or" -> call.arguments(where, 2, 10).stream().anyMatch(each -> holds(where, each));
            case "Equals" -> {
              List<?> sides = call.arguments(where, 2, 2);
              yield text(where, sides.getFirst()).equals(text(where, sides.getLast()));
            }
            default -> throw new TemplateRefused(where, "!" + call.function() + " decides nothing");
          };
      default -> throw new TemplateRefused(where, "expected a condition");
    };
  }

  private String text(String where, Object value) {
    Object resolved = resolve(where, value);
    if (resolved instanceof OnlyOnAws || resolved instanceof Map || resolved instanceof List) {
      throw new TemplateRefused(where, "a condition compares text that is known everywhere");
    }
    return String.valueOf(resolved);
  }

  private boolean decide(String where, String name) {
    Boolean known = decided.get(name);
    if (known != null) {
      return known;
    }
    Object condition = conditions.get(name);
    if (condition == null) {
      throw new TemplateRefused(where, "there is no condition " + name);
    }
    if (!deciding.add(name)) {
      throw new TemplateRefused("Conditions." + name, "depends on itself");
    }
    boolean holds = holds("Conditions." + name, condition);
    deciding.remove(name);
    decided.put(name, holds);
    return holds;
  }

  /**
   * Refuses a name that is nowhere, also where a condition hides it, and a function in its long
   * form, which would pass for a mapping.
   */
  void check(String where, Object value) {
    switch (value) {
      case Call call -> checkCall(where, call);
      case Map<?, ?> map ->
          map.forEach(
              (name, entry) -> {
                if (name.equals("Ref") || String.valueOf(name).startsWith("Fn::")) {
                  throw new TemplateRefused(where, "write " + name + " as a tag, with !");
                }
                check(where + "." + name, entry);
              });
      case List<?> list -> list.forEach(entry -> check(where, entry));
      case null, default -> {}
    }
  }

  private void checkCall(String where, Call call) {
    switch (call.function()) {
      case "Ref", "Condition" -> checkName(where, call.text(where));
      case "GetAtt" -> checkName(where, call.text(where).replaceFirst("\\..*", ""));
      case "Sub" -> {
        String rest =
            PLACE
                .matcher(call.text(where))
                .replaceAll(
                    place -> {
                      checkName(where, place.group(1).replaceFirst("\\..*", ""));
                      return "";
                    });
        if (rest.contains("${")) {
          throw new TemplateRefused(where, "!Sub knows ${Name} and ${Name.Attribute}");
        }
      }
      default -> check(where, call.argument());
    }
    if (call.function().equals("If")
        && call.arguments(where, 3, 3).getFirst() instanceof String condition
        && !conditions.containsKey(condition)) {
      throw new TemplateRefused(where, "there is no condition " + condition);
    }
  }

  private void checkName(String where, String name) {
    if (!parameters.containsKey(name)
        && !declared.containsKey(name)
        && !conditions.containsKey(name)
        && !PSEUDO.contains(name)
        && !MADE_BY_SAM.contains(name)) {
      throw new TemplateRefused(where, "there is no " + name + " in the template");
    }
  }
}
