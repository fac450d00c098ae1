package oo.tests.journey;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oo.contract.Json;
import oo.contract.Problem;
import org.yaml.snakeyaml.Yaml;

/** The published contract, openapi.yaml. */
final class OpenApi {
  // of the operations' default; any other status is named by the operation that means it
  private static final Set<Integer> EVERYWHERE =
      Set.of(400, 401, 403, 413, 415, 421, 429, 500, 503, 504);

  private final Map<String, Object> document;
  private final Map<String, Map<String, Object>> operations = new TreeMap<>();
  private final Map<String, Schema> checked = new ConcurrentHashMap<>();

  private OpenApi(Map<String, Object> document) {
    this.document = document;
    operations(operations::put);
  }

  static OpenApi read() {
    try (InputStream in = Problem.class.getResourceAsStream("/openapi.yaml")) {
      return new OpenApi(new Yaml().load(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code METHOD /path} -> function. */
  Map<String, String> functions() {
    var functions = new TreeMap<String, String>();
    operations((route, operation) -> functions.put(route, (String) operation.get("x-function")));
    return functions;
  }

  /** Function -> guard. */
  Map<String, String> guards() {
    var guards = new TreeMap<String, String>();
    operations((route, operation) ->
        guards.put((String) operation.get("x-function"), (String) operation.get("x-guard")));
    return guards;
  }

  /** Schema -> names of its properties, for the closed schemas. Each has a record. */
  Map<String, Set<String>> schemas() {
    var schemas = new TreeMap<String, Set<String>>();
    map(map(document, "components"), "schemas")
        .forEach((name, schema) -> {
          if (Boolean.FALSE.equals(map(schema).get("additionalProperties"))) {
            schemas.put(name, new TreeSet<>(map(schema, "properties").keySet()));
          }
        });
    return schemas;
  }

  /**
   * The differences between a reply and the contract. A status that the operation does not name is
   * one, unless every operation may return it.
   */
  List<String> complaints(String method, String path, int status, String contentType, String body) {
    Optional<String> known = route(method, path);
    if (known.isEmpty()) {
      return status == 404 || status == 405
          ? schemaComplaints("Problem", body)
          : List.of("no such route: " + method + " " + path);
    }
    String route = known.get();
    Map<String, Object> operation = operations.get(route);
    Map<String, Object> responses = map(operation, "responses");
    Object response = responses.get(String.valueOf(status));
    if (response == null) {
      if (!EVERYWHERE.contains(status)) {
        return List.of(route + " does not name status " + status);
      }
      response = responses.getOrDefault("default", Map.of());
    }
    Map<String, Object> content = map(resolved(response), "content");
    if (content.isEmpty()) {
      return body.isEmpty() ? List.of() : List.of(route + " has a body: " + status);
    }
    String type = contentType.split(";")[0];
    if (!content.containsKey(type)) {
      return List.of(route + " does not name " + type);
    }
    return schemaComplaints(schemaName(content.get(type)), body);
  }

  /**
   * {@code METHOD /path} -> what it answers with a status that it does not name: type -> schema.
   */
  Map<String, Map<String, String>> defaults() {
    var defaults = new TreeMap<String, Map<String, String>>();
    operations((route, operation) -> {
      Object response = map(operation, "responses").get("default");
      if (response != null) {
        var types = new TreeMap<String, String>();
        map(resolved(response), "content")
            .forEach((type, content) -> types.put(type, schemaName(content)));
        defaults.put(route, types);
      }
    });
    return defaults;
  }

  /** The success of each operation: {@code FUNCTION STATUS}. */
  Set<String> successes() {
    var successes = new TreeSet<String>();
    operations((route, operation) ->
        successes.add(
            operation.get("operationId")
                + " "
                + map(operation, "responses").keySet().stream()
                    .sorted()
                    .findFirst()
                    .orElseThrow()));
    return successes;
  }

  private static String schemaName(Object content) {
    String ref = (String) map(content, "schema").get("$ref");
    return ref.substring(ref.lastIndexOf('/') + 1);
  }

  /** The operation that serves a path, as {@code METHOD /path}. */
  private Optional<String> route(String method, String path) {
    String plain = path.replaceAll("[?#].*", "");
    return operations.keySet().stream()
        .filter(route ->
            (method + " " + plain)
                .matches(Pattern.quote(route).replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q")))
        .findFirst();
  }

  private List<String> schemaComplaints(String name, String body) {
    Schema schema = checked.computeIfAbsent(name, this::schema);
    return schema.validate(body, com.networknt.schema.InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private Schema schema(String name) {
    var wrapped = new HashMap<String, Object>();
    wrapped.put("$ref", "#/components/schemas/" + name);
    wrapped.put("components", nullable(document.get("components")));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.mapper().writeValueAsString(wrapped));
  }

  /** Converts {@code nullable} of OpenAPI 3.0 to JSON Schema. */
  private static Object nullable(Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(OpenApi::nullable).toList();
    }
    if (!(node instanceof Map<?, ?> map)) {
      return node;
    }
    var copy = new HashMap<String, Object>();
    map.forEach((key, value) -> copy.put((String) key, nullable(value)));
    if (Boolean.TRUE.equals(copy.remove("nullable"))) {
      return Map.of("anyOf", List.of(copy, Map.of("type", "null")));
    }
    return copy;
  }

  private Object resolved(Object node) {
    if (node instanceof Map<?, ?> map && map.get("$ref") instanceof String ref) {
      Object target = document;
      for (String step : ref.substring(2).split("/")) {
        target = map(target).get(step);
      }
      return target;
    }
    return node;
  }

  private void operations(java.util.function.BiConsumer<String, Map<String, Object>> each) {
    map(document, "paths")
        .forEach((path, methods) ->
            map(methods)
                .forEach((method, operation) ->
                    each.accept(method.toUpperCase(Locale.ROOT) + " " + path, map(operation))));
  }

  /** The wire record of each schema. */
  static Map<String, Class<?>> records() {
    var records = new TreeMap<String, Class<?>>();
    for (String name : read().schemas().keySet()) {
      records.put(name, recordOf(name));
    }
    return records;
  }

  private static Class<?> recordOf(String schema) {
    try {
      return Class.forName("oo.contract." + (schema.equals("TipMeta") ? "Tip$Meta" : schema));
    } catch (ClassNotFoundException e) {
      throw new AssertionError("No record for the schema " + schema, e);
    }
  }

  static Set<String> properties(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Object> map(Object parent, String key) {
    Object value = map(parent).get(key);
    return value == null ? Map.of() : map(value);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }
}
