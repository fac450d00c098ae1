package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.images.lambda.Invocation;
import oo.images.lambda.Outcome.Failed;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function accepts events of its kind only; any other is an error that quotes nothing of it. So a
 * caller that may invoke a function cannot bypass the check of the session.
 */
final class WrongEventsIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  private static final String SECRET = "what-no-log-may-have";

  static Stream<FunctionResource> functions() {
    return LambdaCloud.TEMPLATE.functions().stream();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void anEventOfAnotherKindIsRefusedAndNothingOfItIsSaid(FunctionResource function) {
    wrongFor(function)
        .forEach((kind, event) -> {
          Invocation call = shared.cloud().invoke(function.name(), bytes(event));

          assertThat(call.outcome()).as(kind).isInstanceOf(Failed.class);
          var failed = (Failed) call.outcome();
          assertThat(failed.type()).as(kind).isEqualTo("oo.lambda.events.UnexpectedEvent");
          assertThat(failed.payload() + call.log()).as(kind).doesNotContain(SECRET);
        });
  }

  private static Map<String, String> wrongFor(FunctionResource function) {
    var events = new LinkedHashMap<String, String>();
    String request =
        Recorded.request(
                new Route("POST", "/api/" + SECRET),
                "/api/" + SECRET,
                Map.of(),
                Map.of("q", List.of(SECRET)),
                Map.of("Cookie", List.of("__Host-oo=" + SECRET)),
                bytes(SECRET))
            .toString();
    String batch = Recorded.batch(List.of(SECRET)).toString();
    String tick = Recorded.tick().put("region", SECRET).toString();
    switch (function.trigger()) {
      case Route route -> {
        events.put("a batch", batch);
        events.put("a tick", tick);
        events.put(
            "a request and a batch", request.replaceFirst("^\\{", batch.replaceFirst("}$", ",")));
        events.put(
            "a body that is no base64",
            request
                .replace("\"isBase64Encoded\":false", "\"isBase64Encoded\":true")
                .replace("\"body\":\"" + SECRET, "\"body\":\"*" + SECRET));
      }
      case Messages messages -> {
        events.put("a request", request);
        events.put("a tick", tick);
        events.put("no message", "{\"Records\":[],\"x\":\"" + SECRET + "\"}");
        events.put("a batch of another source", batch.replace("aws:sqs", "aws:sns"));
        events.put("a message that is no text", batch.replace("\"" + SECRET + "\"", "{\"a\":1}"));
      }
      case Every every -> {
        events.put("a request", request);
        events.put("a batch", batch);
      }
      case Deployment deployment -> {
        events.put("a request", request);
        events.put("a batch", batch);
        events.put("a tick", tick);
      }
    }
    events.put("a raw payload", "{\"user_id\":\"" + SECRET + "\",\"context\":{}}");
    events.put("a list", "[\"" + SECRET + "\"]");
    events.put("a text", "\"" + SECRET + "\"");
    events.put("no JSON", "{\"" + SECRET);
    events.put("nothing", "");
    return events;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
