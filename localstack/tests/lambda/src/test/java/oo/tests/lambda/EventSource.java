package oo.tests.lambda;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import oo.images.lambda.Invocation;
import oo.images.lambda.Outcome.Answered;
import oo.template.Template.Messages;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lambda's event source mapping from a queue to a function: what the function did not name as
 * failed is deleted; of a call that failed, or named what was not in its batch, nothing is.
 */
final class EventSource implements AutoCloseable {
  private final SqsClient client;
  private final String address;
  private final Messages mapping;
  private final Function<byte[], Invocation> function;
  private final Thread thread = Thread.ofVirtual().unstarted(this::poll);
  private volatile boolean closed;

  EventSource(
      SqsClient client, String address, Messages mapping, Function<byte[], Invocation> function) {
    this.client = client;
    this.address = address;
    this.mapping = mapping;
    this.function = function;
  }

  void start() {
    thread.start();
  }

  private void poll() {
    while (!closed) {
      try {
        List<Message> batch =
            ReceivingQueue.messages(client, address, mapping.batchSize(), Duration.ofSeconds(1));
        if (!batch.isEmpty()) {
          serve(batch);
        }
      } catch (SdkException e) {
        if (!closed) {
          throw e;
        }
      }
    }
  }

  private void serve(List<Message> batch) {
    Invocation call =
        function.apply(Recorded.bytes(Recorded.batch(Sqs.arn(mapping.queue()), batch)));
    if (!(call.outcome() instanceof Answered answered)) {
      return;
    }
    var ids = new HashSet<String>();
    batch.forEach(message -> ids.add(message.messageId()));
    Set<String> failed = mapping.partialFailures() ? failed(answered.text()) : Set.of();
    if (ids.containsAll(failed)) {
      ReceivingQueue.delete(
          client,
          address,
          batch.stream()
              .filter(message -> !failed.contains(message.messageId()))
              .map(Message::receiptHandle)
              .toList());
    }
  }

  private static Set<String> failed(String answer) {
    var failed = new HashSet<String>();
    for (JsonNode item : JsonMapper.shared().readTree(answer).path("batchItemFailures")) {
      failed.add(item.path("itemIdentifier").asString(""));
    }
    return failed;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
