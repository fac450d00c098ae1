package oo.template;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Intrinsics.Call;
import org.jspecify.annotations.Nullable;

/**
 * Checks the template's names, decides its conditions, and resolves a value when a reader asks for
 * it. A parameter is its value. A resource's name, address and ARN are all its logical id, which is
 * how one process addresses it.
 */
class Evaluation implements Node.Resolver {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9.:]+)}");
  // Alias is SAM's: one server runs one version of a function.
  private static final Set<String> ADDRESSES = Set.of("Arn", "Alias", "QueueName", "QueueUrl");
  private static final String NO_VALUE = "AWS::NoValue";
  // Pseudo parameters, and the API that the SAM transform adds for the functions' routes, with its
  // stage.
  private static final Set<String> ONLY_ON_AWS =
      Set.of(
          "AWS::AccountId",
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackId",
          "AWS::StackName",
          "AWS::URLSuffix",
          "ServerlessRestApi",
          "ServerlessRestApiProdStage");

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

  /** Every resource whose condition holds, checked but not resolved, in order. */
  Map<String, Object> resources() {
    check("Conditions", conditions);
    check("Resources", declared);
    conditions.keySet().forEach(name -> decide("Conditions", name));
    var existing = new LinkedHashMap<String, Object>(declared);
    existing.keySet().removeIf(id -> !exists(id));
    return existing;
  }

  /** The value with every call in it resolved; null for {@code AWS::NoValue}. */
  @Override
  public @Nullable Object resolve(String where, @Nullable Object value) {
    return switch (value) {
      case Call call -> called(where, call);
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<String, Object>();
        map.forEach((name, entry) -> {
          Object resolved = resolve(where + "." + name, entry);
          if (resolved != null) {
            entries.put(String.valueOf(name), resolved);
          }
        });
        yield entries;
      }
      case List<?> list ->
          list.stream().map(entry -> resolve(where, entry)).filter(Objects::nonNull).toList();
      case null, default -> value;
    };
  }

  private @Nullable Object called(String where, Call call) {
    return switch (call.function()) {
      case "Ref" -> named(where, call.text(where));
      case "GetAtt" -> attribute(where, call.text(where));
      case "Sub" ->
          PLACE
              .matcher(call.text(where))
              .replaceAll(place -> Matcher.quoteReplacement(substitute(where, place)));
      case "If" -> {
        List<?> branches = call.arguments(where, 3, 3);
        yield resolve(where, branches.get(holds(where, branches.getFirst()) ? 1 : 2));
      }
      case "Split" -> {
        List<?> parts = call.arguments(where, 2, 2);
        String separator = text(where, resolve(where, parts.getFirst()));
        yield List.of(
            text(where, resolve(where, parts.getLast())).split(Pattern.quote(separator), -1));
      }
      default -> throw new TemplateRefused(where, "!" + call.function() + " is no value");
    };
  }

  private @Nullable Object named(String where, String name) {
    if (name.equals(NO_VALUE)) {
      return null;
    }
    if (ONLY_ON_AWS.contains(name)) {
      return onlyOnAws(where, name);
    }
    return parameters.containsKey(name) ? parameters.get(name) : resource(where, name);
  }

  private Object attribute(String where, String path) {
    int dot = path.indexOf('.');
    String id = resource(where, dot < 0 ? path : path.substring(0, dot));
    return ADDRESSES.contains(path.substring(dot + 1)) ? id : onlyOnAws(where, path);
  }

  /** A pseudo parameter or an attribute that has no meaning on one machine. */
  Object onlyOnAws(String where, String name) {
    throw new TemplateRefused(
        where, name + " is known on AWS only; a value that is read must be known everywhere");
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

  private String substitute(String where, MatchResult place) {
    String name = place.group(1);
    return text(where, name.contains(".") ? attribute(where, name) : named(where, name));
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
              yield text(where, resolve(where, sides.getFirst()))
                  .equals(text(where, resolve(where, sides.getLast())));
            }
            default -> throw new TemplateRefused(where, "!" + call.function() + " decides nothing");
          };
      default -> throw new TemplateRefused(where, "expected a condition");
    };
  }

  private static String text(String where, @Nullable Object value) {
    if (value == null || value instanceof Map || value instanceof List) {
      throw new TemplateRefused(where, "expected text");
    }
    return String.valueOf(value);
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
   * Refuses an unknown name, also where a condition hides it; an entry without a value; and a
   * function in its long form, which would pass for a mapping.
   */
  void check(String where, @Nullable Object value) {
    switch (value) {
      case Call call -> checkCall(where, call);
      case Map<?, ?> map ->
          map.forEach((name, entry) -> {
            if (name.equals("Ref") || String.valueOf(name).startsWith("Fn::")) {
              throw new TemplateRefused(where, "write " + name + " as a tag, with !");
            }
            check(where + "." + name, entry);
          });
      case List<?> list -> list.forEach(entry -> check(where, entry));
      case null -> throw new TemplateRefused(where, "there is no value");
      default -> {}
    }
  }

  private void checkCall(String where, Call call) {
    switch (call.function()) {
      case "Ref", "Condition", "GetAtt" -> checkName(where, call.text(where));
      case "Sub" -> {
        String text = call.text(where);
        PLACE.matcher(text).results().forEach(place -> checkName(where, place.group(1)));
        if (PLACE.matcher(text).replaceAll("").contains("${")) {
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

  private void checkName(String where, String path) {
    String name = path.replaceFirst("\\..*", "");
    if (!parameters.containsKey(name)
        && !declared.containsKey(name)
        && !conditions.containsKey(name)
        && !ONLY_ON_AWS.contains(name)
        && !name.equals(NO_VALUE)) {
      throw new TemplateRefused(where, "there is no " + name + " in the template");
    }
  }
}
