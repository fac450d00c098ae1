package oo.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tree's template with all of its values resolved, for parameters of a deployment.
 *
 * @param function the Globals of functions
 * @param api the Globals of the API
 */
record Sections(
    Map<String, Object> function, Map<String, Object> api, Map<String, Node> resources) {
  static final Path TEMPLATE = Path.of("../../infra/sam-template.yaml");
  static final Path EDGE = Path.of("../../infra/edge-template.yaml");

  private static final Map<String, String> DOMAIN =
      Map.of(
          "Domain", "oo.example",
          "DatabaseSecret", "DATABASE",
          "CertificateArn", "CERTIFICATE",
          "SessionPublicKeys", "PUBLIC",
          "DatabasePassword", "PLAIN",
          "SessionPrivateKeys", "PLAIN",
          "RefreshKeys", "PLAIN",
          "VaultKeys", "PLAIN",
          "GoogleClientSecret", "PLAIN",
          "TodoistClientSecret", "PLAIN");

  /** What the template makes on AWS: with a domain, and so without plain secrets. */
  static final Sections PROD = of(TEMPLATE, DOMAIN);

  /** What it makes on an emulator. */
  static final Sections BARE = with(Map.of());

  /** On an emulator, with these parameters. */
  static Sections with(Map<String, String> given) {
    return of(TEMPLATE, given);
  }

  /** On AWS, with this parameter. */
  static Sections prodWith(String parameter, String value) {
    var given = new HashMap<>(DOMAIN);
    given.put(parameter, value);
    return of(TEMPLATE, given);
  }

  static Sections edge() {
    return of(EDGE, Map.of("Distribution", "DISTRIBUTION", "AlarmTopic", "TOPIC"));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sections of(Path file, Map<String, String> given) {
    Node root = Node.of("template", Intrinsics.parse(text(file)));
    var parameters = new LinkedHashMap<String, Object>(given);
    root.node("Parameters")
        .each((name, parameter) ->
            parameter.value("Default").ifPresent(value -> parameters.putIfAbsent(name, value)));
    assertThat(root.node("Parameters").values().keySet()).containsAll(given.keySet());
    var deployment =
        new Deployment(
            parameters, root.node("Conditions").values(), root.node("Resources").values());
    var resources = new LinkedHashMap<String, Node>();
    deployment
        .resources()
        .forEach((id, resource) -> {
          String where = "Resources." + id;
          resources.put(id, Node.of(where, deployment.resolve(where, resource)));
        });
    Node globals = Node.of("Globals", deployment.resolve("Globals", root.node("Globals").values()));
    return new Sections(globals.node("Function").values(), globals.node("Api").values(), resources);
  }

  /** Leaves in its place what only AWS knows. */
  private static final class Deployment extends Evaluation {
    private static final Pattern ATTRIBUTE =
        Pattern.compile("\\w+\\.(Id|KeyId|DomainName|RegionalDomainName|WebsiteURL|FunctionARN)");

    Deployment(Map<String, ?> parameters, Map<String, ?> conditions, Map<String, ?> declared) {
      super(parameters, conditions, declared);
    }

    @Override
    Object onlyOnAws(String where, String name) {
      if (name.contains(".")) {
        assertThat(name).as(where).matches(ATTRIBUTE);
      }
      return "${" + name + "}";
    }
  }

  /** The resources of a type, by logical id. */
  Map<String, Node> of(String type) {
    var found = new LinkedHashMap<String, Node>();
    resources.forEach((id, resource) -> {
      if (resource.text("Type").equals(type)) {
        found.put(id, resource);
      }
    });
    return found;
  }

  /** The properties of the resources of a type, by logical id. */
  Map<String, Map<String, Object>> properties(String type) {
    var properties = new LinkedHashMap<String, Map<String, Object>>();
    of(type).forEach((id, resource) -> properties.put(id, resource.node("Properties").values()));
    return properties;
  }

  static Stream<Map<?, ?>> statementsIn(Object value) {
    return switch (value) {
      case Map<?, ?> map when map.containsKey("Effect") -> Stream.of(map);
      case Map<?, ?> map -> map.values().stream().flatMap(Sections::statementsIn);
      case List<?> list -> list.stream().flatMap(Sections::statementsIn);
      case null, default -> Stream.empty();
    };
  }

  static Stream<?> listed(Object value) {
    return value instanceof List<?> list ? list.stream() : Stream.of(value);
  }

  static List<?> list(Object value) {
    return (List<?>) value;
  }

  static Map<String, Object> map(Object value) {
    return Node.of("", value).values();
  }

  static Map<String, Object> map(Map<?, ?> in, String name) {
    assertThat(in.get(name)).as(name).isInstanceOf(Map.class);
    return map(in.get(name));
  }
}
