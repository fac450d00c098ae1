package oo.lambda.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.host.queue.Message;
import tools.jackson.databind.JsonNode;

/**
 * A batch of a queue, and which of it must come again
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
final class SqsEvent {
  private SqsEvent() {}

  static List<Message> messages(JsonNode event) {
    var messages = new ArrayList<Message>();
    for (JsonNode record : event.path("Records")) {
      JsonNode id = record.path("messageId");
      JsonNode body = record.path("body");
      if (!record.path("eventSource").asString("").equals("aws:sqs")
          || !id.isString()
          || !body.isString()) {
        throw refused();
      }
      messages.add(new Message(id.stringValue(), body.stringValue()));
    }
    if (messages.isEmpty()) {
      throw refused();
    }
    return messages;
  }

  private static UnexpectedEvent refused() {
    return new UnexpectedEvent(
        "Expected Records of SQS, each with eventSource aws:sqs, messageId and body.");
  }

  static Object answer(List<String> failed) {
    return Map.of(
        "batchItemFailures", failed.stream().map(id -> Map.of("itemIdentifier", id)).toList());
  }
}
