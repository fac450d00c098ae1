package oo.lambda.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AwsFunctionTest {
  private static final String REQUEST =
      """
      {"resource": "/api/echo/{id}", "path": "/api/echo/7", "httpMethod": "POST",
       "headers": {"X-OO": "single"}, "multiValueHeaders": %s,
       "queryStringParameters": {"q": "b"}, "multiValueQueryStringParameters": {"q": ["a", "b"]},
       "pathParameters": {"id": "7"}, "stageVariables": null,
       "requestContext": {"stage": "Prod", "identity": {"sourceIp": "203.0.113.7"}}, "body": %s, "isBase64Encoded": %s}
      """;
  private static final String HEADERS =
      "{\"Origin\": [\"http://localhost:8080\"], \"x-oo\": [\"1\"]}";
  private static final String TICK =
      "{\"source\": \"aws.events\", \"detail-type\": \"Scheduled Event\", \"detail\": {}}";

  private final List<Map<String, Object>> log = new ArrayList<>();
  private final List<Request> asked = new ArrayList<>();
  private final FunctionHost host =
      FunctionHost.start(
          List.of(new Sample()),
          module -> new Settings(Map.of("SITE_ORIGIN", "http://localhost:8080")),
          new Nowhere(),
          log::add);

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void aRequestArrivesAsItWasSent() {
    JsonNode answer = call("echo", REQUEST.formatted(HEADERS, "\"w6Q=\"", "true"));

    Request request = asked.getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/echo/7");
    assertThat(request.pathParameter("id")).isEqualTo("7");
    assertThat(request.query("q")).as("given twice").isEmpty();
    assertThat(request.header("X-oo")).hasValue("1");
    assertThat(request.peer()).hasValue("203.0.113.7");
    assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("ä");
    assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
    assertThat(answer.path("multiValueHeaders").path("Set-Cookie")).hasSize(2);
    assertThat(answer.path("isBase64Encoded").asBoolean()).isFalse();
  }

  @Test
  void aRequestWithNothingThatMayBeAbsentIsServed() {
    call("look", "{\"path\": \"/api/look\", \"httpMethod\": \"GET\"}");
    call(
        "look",
        """
        {"path": "/api/look", "httpMethod": "GET", "headers": null, "multiValueHeaders": null,
         "queryStringParameters": null, "multiValueQueryStringParameters": null,
         "pathParameters": null, "body": null, "isBase64Encoded": false}
        """);
    call(
        "look",
        """
        {"path": "/api/look", "httpMethod": "GET", "headers": {"A": "1"},
         "queryStringParameters": {"q": "2"}}
        """);

    assertThat(asked)
        .hasSize(3)
        .allSatisfy(r -> {
          assertThat(r.body()).isEmpty();
          assertThat(r.peer()).isEmpty();
        });
    assertThat(asked.getLast().header("a")).hasValue("1");
    assertThat(asked.getLast().query("q")).hasValue("2");
  }

  @Test
  void aBatchSaysWhatMustComeAgain() {
    JsonNode answer = call("picky", batch("good", "bad", "good"));

    assertThat(answer.path("batchItemFailures")).hasSize(1);
    assertThat(answer.path("batchItemFailures").path(0).path("itemIdentifier").asString())
        .isEqualTo("m1");
    assertThat(call("picky", batch("good")).path("batchItemFailures")).isEmpty();
  }

  @Test
  void aBatchOfWhichNothingSucceededIsAnError() {
    assertThatThrownBy(() -> call("picky", batch("bad", "bad")))
        .isInstanceOf(CallFailed.class)
        .hasMessage("Not one of 2 messages succeeded.");
  }

  @Test
  void aTickThatFailedIsAnError() {
    assertThat(call("tick", TICK).path("ok").asBoolean()).isTrue();
    assertThatThrownBy(() -> call("broken", TICK)).isInstanceOf(CallFailed.class);
    assertThat(log.getLast()).containsEntry("outcome", "failed");
  }

  @Test
  void anEventOfAnotherKindCallsNothingAndIsNotQuoted() {
    String request = REQUEST.formatted(HEADERS, "\"secret\"", "false");
    for (String[] wrong :
        new String[][] {
          {"echo", batch("secret")},
          {"echo", TICK},
          {"echo", "{}"},
          {"echo", "{\"context\": \"secret\"}"},
          {"echo", "{\"httpMethod\": \"GET\", \"path\": \"/secret\"}"},
          {"echo", REQUEST.formatted(HEADERS, "\"secret!\"", "true")},
          {"echo", "\"secret\""},
          {"echo", "[1]"},
          {"echo", "secret{"},
          {"echo", ""},
          {"picky", request},
          {"picky", TICK},
          {"picky", "{\"Records\": []}"},
          {"picky", "{\"Records\": [{\"eventSource\": \"aws:s3\", \"secret\": 1}]}"},
          {"picky", "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"messageId\": \"m\"}]}"},
          {"tick", request},
          {"tick", batch("secret")},
          {"tick", "{}"},
          {"deploy", TICK},
          {"deploy", request},
        }) {
      assertThatThrownBy(() -> call(wrong[0], wrong[1]))
          .as("%s", List.of(wrong))
          .isInstanceOf(UnexpectedEvent.class)
          .hasMessageNotContaining("secret")
          .hasNoCause();
    }
    assertThat(asked).isEmpty();
    assertThat(log).isEmpty();
    assertThat(call("deploy", "{}").path("ok").asBoolean()).isTrue();
  }

  @Test
  void aNameThatIsNotThereIsAnErrorThatSaysWhichAre() {
    assertThatThrownBy(() -> new AwsFunction(host, "eco"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("echo");
  }

  private JsonNode call(String name, String event) {
    return Json.mapper()
        .readTree(new AwsFunction(host, name).call(event.getBytes(StandardCharsets.UTF_8)));
  }

  private static String batch(String... bodies) {
    var records = new ArrayList<Map<String, Object>>();
    for (String body : bodies) {
      records.add(
          Map.of("eventSource", "aws:sqs", "messageId", "m" + records.size(), "body", body));
    }
    return Json.mapper().writeValueAsString(Map.of("Records", records));
  }

  private final class Sample implements Wiring {
    @Override
    public String module() {
      return "sample";
    }

    @Override
    public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
      functions
          .http("echo", Guard.PUBLIC, () -> this::echo)
          .http("look", Guard.PUBLIC, () -> this::echo)
          .queue(
              "picky",
              () ->
                  message -> {
                    if (message.body().equals("bad")) {
                      throw new IllegalStateException("not this one");
                    }
                  })
          .schedule("tick", () -> () -> {})
          .schedule(
              "broken",
              () ->
                  () -> {
                    throw new IllegalStateException("broken");
                  })
          .deploy("deploy", () -> () -> {});
    }

    private Reply echo(Request request) {
      asked.add(request);
      return Reply.ok(Map.of())
          .with(new Header("Set-Cookie", "a=1"))
          .with(new Header("Set-Cookie", "b=2"));
    }
  }

  private static final class Nowhere implements Platform {
    @Override
    public DataSource dataSource(Settings settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MessageQueue queue(Settings settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ObjectStore objects(Settings settings) {
      throw new UnsupportedOperationException();
    }
  }
}
