package oo.tests.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.template.Template.Route;
import oo.tests.journey.Oo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events in the shape in which they were recorded on LocalStack (the modules' {@code events}), with
 * something else in it.
 */
final class Recorded {
  static final Path FUNCTIONS = Oo.TREE.resolve("functions");

  private static final JsonMapper JSON = JsonMapper.shared();

  private Recorded() {}

  /** As it was recorded; a path below {@code functions}. */
  static ObjectNode read(String file) {
    try {
      return (ObjectNode) JSON.readTree(Files.readString(FUNCTIONS.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A request that API Gateway passes on.
   *
   * @param path as sent
   * @param parameters of the path, decoded
   * @param query decoded
   * @param body empty for none; a REST API without binary media types passes it as text
   */
  static ObjectNode request(
      Route route,
      String path,
      Map<String, String> parameters,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body) {
    ObjectNode event = read("recommend/events/tip.json");
    event.put("resource", route.path());
    event.put("path", path);
    event.put("httpMethod", route.method());
    event.set("pathParameters", orNull(parameters));
    event.putNull("stageVariables");
    event.set("queryStringParameters", orNull(last(query)));
    event.set("multiValueQueryStringParameters", orNull(query));
    event.set("headers", orNull(last(headers)));
    event.set("multiValueHeaders", orNull(headers));
    event.put("body", body.length == 0 ? null : new String(body, StandardCharsets.UTF_8));
    event.put("isBase64Encoded", false);
    var context = (ObjectNode) event.get("requestContext");
    context.put("resourcePath", route.path());
    context.put("httpMethod", route.method());
    context.put("path", "/Prod" + path);
    context.put("stage", "Prod");
    context.put("requestId", UUID.randomUUID().toString());
    context.put("requestTimeEpoch", Instant.now().toEpochMilli());
    return event;
  }

  private static @Nullable JsonNode orNull(Map<String, ?> map) {
    return map.isEmpty() ? JSON.nullNode() : JSON.valueToTree(map);
  }

  private static Map<String, String> last(Map<String, List<String>> all) {
    var last = new java.util.TreeMap<String, String>();
    all.forEach((name, values) -> last.put(name, values.getLast()));
    return last;
  }

  /** What an event source mapping makes of messages that it received. */
  static ObjectNode batch(String queueArn, List<Message> messages) {
    ObjectNode event = read("fetch-signals/events/fetch_signals.json");
    var record = (ObjectNode) event.get("Records").get(0);
    var records = event.putArray("Records");
    for (Message message : messages) {
      ObjectNode one = record.deepCopy();
      one.put("messageId", message.messageId());
      one.put("receiptHandle", message.receiptHandle());
      one.put("body", message.body());
      one.put("md5OfBody", message.md5OfBody());
      one.put("eventSourceARN", queueArn);
      one.set("attributes", JSON.valueToTree(message.attributesAsStrings()));
      records.add(one);
    }
    return event;
  }

  /** A batch of such bodies, which no queue has; the n-th message has the id {@code message-n}. */
  static ObjectNode batch(List<String> bodies) {
    var messages =
        java.util.stream.IntStream.range(0, bodies.size())
            .mapToObj(i ->
                Message.builder()
                    .messageId("message-" + i)
                    .receiptHandle("receipt-" + i)
                    .body(bodies.get(i))
                    .md5OfBody("0")
                    .build())
            .toList();
    return batch(Sqs.arn("Any"), messages);
  }

  /** A rule's tick. */
  static ObjectNode tick() {
    ObjectNode event = read("fetch-signals/events/schedule_fetches.json");
    event.put("id", UUID.randomUUID().toString());
    event.put("time", Instant.now().toString());
    return event;
  }

  static byte[] bytes(JsonNode event) {
    return JSON.writeValueAsBytes(event);
  }
}
