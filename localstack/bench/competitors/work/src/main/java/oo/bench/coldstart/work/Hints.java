package oo.bench.coldstart.work;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Sends hints to a queue; the client is made in the initialisation, as AWS advises. */
final class Hints {
  private final SqsClient sqs;
  private final String queue;

  Hints(String queue) {
    this.queue = queue;
    this.sqs = SqsClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
  }

  void send(String body, int delaySeconds) {
    sqs.sendMessageBatch(
        batch ->
            batch
                .queueUrl(queue)
                .entries(
                    SendMessageBatchRequestEntry.builder()
                        .id("0")
                        .messageBody(body)
                        .delaySeconds(delaySeconds)
                        .build()));
  }
}
