package oo.tests.lambda;

import java.time.Duration;
import java.util.List;
import oo.host.queue.MessageQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.server.queue.Queue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A queue of SQS: sent to by oO's own adapter, and received from as Lambda's event source mapping
 * does it.
 */
public final class ReceivingQueue implements Queue {
  private final MessageQueue sending;
  private final SqsClient client;
  private final String address;

  public ReceivingQueue(MessageQueue sending, SqsClient client, String address) {
    this.sending = sending;
    this.client = client;
    this.address = address;
  }

  @Override
  public void send(List<Outgoing> messages) {
    sending.send(address, messages);
  }

  @Override
  public long waiting() {
    return sending.waiting(address);
  }

  @Override
  public List<Received> receive(int max) {
    return messages(client, address, Math.min(max, LARGEST_BATCH), Duration.ZERO).stream()
        .map(message ->
            new Received(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                Integer.parseInt(
                    message
                        .attributes()
                        .get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))))
        .toList();
  }

  static List<Message> messages(SqsClient client, String address, int max, Duration wait) {
    return client
        .receiveMessage(request ->
            request
                .queueUrl(address)
                .maxNumberOfMessages(max)
                .waitTimeSeconds((int) wait.toSeconds())
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All"))
        .messages();
  }

  @Override
  public void delete(List<Received> messages) {
    delete(client, address, messages.stream().map(Received::receipt).toList());
  }

  static void delete(SqsClient client, String address, List<String> receipts) {
    if (receipts.isEmpty()) {
      return;
    }
    var entries =
        java.util.stream.IntStream.range(0, receipts.size())
            .mapToObj(i ->
                DeleteMessageBatchRequestEntry.builder()
                    .id("m" + i)
                    .receiptHandle(receipts.get(i))
                    .build())
            .toList();
    client.deleteMessageBatch(request -> request.queueUrl(address).entries(entries));
  }

  @Override
  public void hide(Received message, Duration time) {
    client.changeMessageVisibility(request ->
        request
            .queueUrl(address)
            .receiptHandle(message.receipt())
            .visibilityTimeout((int) time.toSeconds()));
  }
}
