package oo.lambda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import oo.host.base.Lazy;
import oo.host.queue.MessageQueue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * SQS. A queue's address is its URL. Messages go in batches of ten, the most that SQS takes at
 * once; when it did not take them all this throws, though some were sent: a hint that comes twice
 * does no harm, and one that does not come is sent again by the sweep.
 */
final class SqsQueue implements MessageQueue {
  private static final int BATCH = 10;
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Lazy<SqsClient> sqs;

  SqsQueue(Supplier<SqsClient> making) {
    this.sqs = new Lazy<>(making);
  }

  static SqsClient ofEnvironment() {
    return SqsClient.builder()
        .httpClient(Aws.http())
        .credentialsProvider(Aws.credentials())
        .overrideConfiguration(c -> c.apiCallTimeout(PATIENCE))
        .build();
  }

  @Override
  public void prime() {
    sqs.get();
  }

  @Override
  public void send(String queue, List<Outgoing> messages) {
    for (int from = 0; from < messages.size(); from += BATCH) {
      List<Outgoing> batch = messages.subList(from, Math.min(from + BATCH, messages.size()));
      SendMessageBatchResponse answer =
          sqs.get().sendMessageBatch(request -> request.queueUrl(queue).entries(entries(batch)));
      if (!answer.failed().isEmpty()) {
        throw new NotTaken(answer.failed().size(), batch.size());
      }
    }
  }

  @Override
  public long waiting(String queue) {
    QueueAttributeName visible = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    return Long.parseLong(
        sqs.get()
            .getQueueAttributes(request -> request.queueUrl(queue).attributeNames(visible))
            .attributes()
            .get(visible));
  }

  private static List<SendMessageBatchRequestEntry> entries(List<Outgoing> batch) {
    var entries = new ArrayList<SendMessageBatchRequestEntry>();
    for (Outgoing message : batch) {
      Duration delay =
          message.delay().compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : message.delay();
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(String.valueOf(entries.size()))
              .messageBody(message.body())
              .delaySeconds(delay.isZero() ? null : Math.toIntExact(delay.toSeconds()))
              .build());
    }
    return entries;
  }

  /** SQS took a part of a batch only. */
  static final class NotTaken extends RuntimeException {
    NotTaken(int failed, int of) {
      super("SQS did not take " + failed + " of " + of + " messages");
    }
  }
}
