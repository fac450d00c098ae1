package oo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of the published API keep working. A breaking change is declared by {@code ./oo
 * publish-contract} in the commit that makes it.
 */
final class PublishedContractTest {
  private final String published = read("published/openapi.yaml");

  @Test
  void noCallerOfThePublishedContractIsBroken() {
    assertThat(ContractChange.between(published, read("src/main/resources/openapi.yaml")).breaks())
        .as("breaks of the published contract; when they are intended: ./oo publish-contract")
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void whatBreaksACallerIsRefused(String name, Consumer<Api> change) {
    assertThat(changed(change).breaks()).as(name).isNotEmpty();
  }

  static Stream<Arguments> whatBreaksACallerIsRefused() {
    return Stream.of(
        change("a route is gone", api -> api.at("paths").remove("/api/me/export")),
        change("an operation is gone", api -> api.at("paths", "/api/me").remove("delete")),
        change("it has another name", api -> api.signOut().put("operationId", "leave")),
        change("it is for fewer people", api -> api.signOut().put("x-guard", "session")),
        change("an answer is gone", api -> api.at(api.signOut(), "responses").remove("204")),
        change("an answer lacks a property", api -> api.properties("Tip").remove("title")),
        change("also an optional one", api -> api.properties("TipMeta").remove("minutes")),
        change("it may be missing", api -> api.schema("Tip").putArray("required").add("id")),
        change("it has another type", api -> api.property("TipMeta", "recurring", "string")),
        change("a reply has an unknown value", api -> api.values("TapReply", "state").add("lost")),
        change(
            "a request must say more",
            api -> {
              api.property("UndoRequest", "why", "string");
              ((ArrayNode) api.schema("UndoRequest").get("required")).add("why");
            }),
        change(
            "it must say what it could leave out",
            api -> ((ArrayNode) api.schema("NotNowRequest").get("required")).add("until")),
        change("it may say less", api -> api.properties("SignOutRequest").remove("everywhere")),
        change(
            "its list is shorter",
            api -> api.property("RecommendRequest", "seen_notices").put("maxItems", 5)),
        change(
            "a parameter has another type",
            api -> api.at(api.returnTo(), "schema").put("type", "integer")),
        change("a parameter must be there", api -> api.returnTo().put("required", true)),
        change(
            "a parameter is gone",
            api -> api.at("paths", "/api/auth/google", "get").remove("parameters")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aCompatibleChangeIsNotReported(String name, Consumer<Api> change) {
    assertThat(changed(change).breaks()).as(name).isEmpty();
  }

  static Stream<Arguments> aCompatibleChangeIsNotReported() {
    return Stream.of(
        change("nothing", api -> {}),
        change("other words", api -> api.signOut().put("summary", "Leave.")),
        change("it is for everybody", api -> api.signOut().put("x-guard", "public")),
        change("an answer has a property more", api -> api.property("Tip", "mood", "string")),
        change("a request may say more", api -> api.property("UndoRequest", "why", "string")),
        change(
            "there is a route more",
            api -> api.at("paths").set("/api/you", api.at("paths", "/api/me").deepCopy())));
  }

  private static Arguments change(String name, Consumer<Api> change) {
    return arguments(name, change);
  }

  private ContractChange changed(Consumer<Api> change) {
    Api api = Api.of(published);
    change.accept(api);
    return ContractChange.between(published, api.document().toString());
  }

  /** openapi.yaml as a mutable tree. */
  private record Api(ObjectNode document) {
    static Api of(String yaml) {
      try {
        return new Api((ObjectNode) Yaml.mapper().readTree(yaml));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ObjectNode at(String... names) {
      return at(document, names);
    }

    ObjectNode at(ObjectNode from, String... names) {
      ObjectNode node = from;
      for (String name : names) {
        node = (ObjectNode) node.required(name);
      }
      return node;
    }

    ObjectNode signOut() {
      return at("paths", "/api/auth/sign-out", "post");
    }

    ObjectNode returnTo() {
      return (ObjectNode) at("paths", "/api/auth/google", "get").get("parameters").get(0);
    }

    ObjectNode schema(String name) {
      return at("components", "schemas", name);
    }

    ObjectNode properties(String schema) {
      return at(schema(schema), "properties");
    }

    ObjectNode property(String schema, String name) {
      return at(properties(schema), name);
    }

    void property(String schema, String name, String type) {
      properties(schema).putObject(name).put("type", type);
    }

    ArrayNode values(String schema, String name) {
      return (ArrayNode) property(schema, name).get("enum");
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
