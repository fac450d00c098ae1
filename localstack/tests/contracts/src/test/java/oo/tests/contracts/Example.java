package oo.tests.contracts;

import au.com.dius.pact.consumer.dsl.DslPart;
import au.com.dius.pact.consumer.dsl.LambdaDsl;
import au.com.dius.pact.consumer.dsl.LambdaDslObject;
import au.com.dius.pact.consumer.dsl.Matcher;
import au.com.dius.pact.consumer.dsl.Matchers;
import java.util.Map;
import oo.contract.Json;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object that stands for all that have its fields. A word in lower case is a name, and
 * exact. An id, a time and a link have their form, other values their type. A {@code ${name}} is
 * what the provider's state gives. An array has one element or more, each like the first; or none,
 * as the example has.
 */
final class Example {
  static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** The name of a message's form; another number is another form. */
  private static final String SCHEMA = "schema";

  private static final String NAME = "[a-z_-]+";
  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static final String TRACEPARENT = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]";

  /** Any other text matches by type. */
  private static final Map<String, String> FORMS =
      Map.of(
          ID,
          ID,
          "\\d{4}-\\d\\d-\\d\\dT.*Z",
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z",
          "\\d{4}-\\d\\d-\\d\\d",
          "\\d{4}-\\d\\d-\\d\\d.*",
          "https?://.+",
          "https?://.+",
          "[0-9a-f]{32}",
          "[0-9a-f]{32}",
          "00-.*",
          TRACEPARENT);

  private Example() {}

  /**
   * @param json with single quotes, and ID for any id
   */
  static DslPart of(String json) {
    JsonNode example =
        Json.mapper().readTree(json.replace("ID", "'" + PagesIT.ID + "'").replace('\'', '"'));
    return LambdaDsl.newJsonBody(body -> fill(body, example)).build();
  }

  static Matcher traceparent() {
    return Matchers.regexp(TRACEPARENT, TRACE);
  }

  private static void fill(LambdaDslObject into, JsonNode example) {
    for (var field : example.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      switch (value.getNodeType()) {
        case STRING -> text(into, name, value.stringValue());
        case NUMBER -> {
          if (name.equals(SCHEMA)) {
            into.numberValue(name, value.intValue());
          } else {
            into.integerType(name, value.intValue());
          }
        }
        case BOOLEAN -> into.booleanType(name, value.booleanValue());
        case NULL -> into.nullValue(name);
        case OBJECT -> into.object(name, inside -> fill(inside, value));
        case ARRAY -> {
          if (value.isEmpty()) {
            into.array(name, none -> {});
          } else {
            into.eachLike(name, inside -> fill(inside, value.get(0)));
          }
        }
        default -> throw new IllegalArgumentException(name);
      }
    }
  }

  private static void text(LambdaDslObject into, String name, String value) {
    if (value.matches(NAME)) {
      into.stringValue(name, value);
      return;
    }
    if (value.startsWith("${")) {
      into.valueFromProviderState(name, value, value);
      return;
    }
    FORMS.entrySet().stream()
        .filter(form -> value.matches(form.getKey()))
        .findFirst()
        .ifPresentOrElse(
            form -> into.stringMatcher(name, form.getValue(), value),
            () -> into.stringType(name, value));
  }
}
