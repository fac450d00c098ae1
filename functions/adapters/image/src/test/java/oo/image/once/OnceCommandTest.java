package oo.image.once;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Reply;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class OnceCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aRequestIsAnsweredAsARestApiWants() throws IOException {
    int end =
        run(
            "echo",
            """
            {"httpMethod": "POST", "path": "/api/echo/7", "pathParameters": {"id": "7"},
             "multiValueHeaders": {"Origin": ["http://localhost:8080"], "x-oo": ["1"]},
             "multiValueQueryStringParameters": {"q": ["a"]},
             "isBase64Encoded": true, "body": "w6Q="}
            """);

    assertThat(end).isZero();
    JsonNode answer = answer();
    assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
    assertThat(answer.path("body").asString()).isEqualTo("\"7 a ä\"");
    assertThat(answer.path("multiValueHeaders").path("Set-Cookie")).hasSize(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("\"operation\":\"echo\"")
        .doesNotContain("ä");
  }

  @Test
  void aBatchSaysWhichMessagesFailed() throws IOException {
    int end =
        run(
            "picky",
            """
            {"Records": [{"eventSource": "aws:sqs", "messageId": "m1", "body": "good"},
             {"eventSource": "aws:sqs", "messageId": "m2", "body": "bad"}]}
            """);

    assertThat(end).isEqualTo(1);
    assertThat(answer().path("batchItemFailures").path(0).path("itemIdentifier").asString())
        .isEqualTo("m2");
    assertThat(answer().path("batchItemFailures")).hasSize(1);
  }

  @Test
  void aScheduleOrADeploymentNeedsNoEvent() throws IOException {
    assertThat(run("tick", "")).isZero();
    assertThat(answer().path("ok").asBoolean()).isTrue();
  }

  @Test
  void anEventOfAnotherKindCallsNothing() throws IOException {
    String request = "{\"httpMethod\": \"GET\", \"path\": \"/api/echo/1\"}";
    String batch = "{\"Records\": [{\"messageId\": \"m\", \"body\": \"good\"}]}";
    for (String[] wrong :
        new String[][] {
          {"echo", batch},
          {"echo", ""},
          {"picky", request},
          {"tick", request},
          {"tick", batch},
          {"misspelt", ""},
          {"", ""},
          {"echo", "secret{"}
        }) {
      assertThat(run(wrong[0], wrong[1])).as("%s", List.of(wrong)).isEqualTo(2);
    }
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("secret", "operation");
  }

  @Test
  void aMissingSettingIsNamed() throws IOException {
    assertThat(run("echo", "{}", Map.of("FUNCTION_NAME", "echo"))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("SITE_ORIGIN");
  }

  private JsonNode answer() {
    return Json.mapper().readTree(out.toByteArray());
  }

  private int run(String name, String event) throws IOException {
    var settings = new HashMap<String, String>();
    settings.put("FUNCTION_NAME", name);
    settings.put("SITE_ORIGIN", "http://localhost:8080");
    return run(name, event, settings);
  }

  private int run(String name, String event, Map<String, String> settings) throws IOException {
    return OnceCommand.run(
        settings,
        List.of(new Sample()),
        new DatabaseOnlyPlatform(),
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static final class Sample implements Wiring {
    @Override
    public String module() {
      return "sample";
    }

    @Override
    public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
      functions
          .http(
              "echo",
              Guard.PUBLIC,
              () ->
                  request ->
                      Reply.ok(
                              request.pathParameter("id")
                                  + " "
                                  + request.query("q").orElse("")
                                  + " "
                                  + new String(request.body(), StandardCharsets.UTF_8))
                          .with(new Header("Set-Cookie", "a=1"))
                          .with(new Header("Set-Cookie", "b=2")))
          .queue(
              "picky",
              () ->
                  message -> {
                    if (message.body().equals("bad")) {
                      throw new IllegalStateException("bad");
                    }
                  })
          .schedule("tick", () -> () -> {});
    }
  }
}
