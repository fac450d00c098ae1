package oo.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import oo.host.queue.MessageQueue.Outgoing;
import oo.server.queue.Queue;
import oo.server.queue.QueueContract;
import oo.template.Template.QueueResource;
import oo.tests.lambda.ReceivingQueue;
import oo.tests.lambda.Sqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class SqsQueueIT extends QueueContract {
  private static final Sqs SQS = Sqs.start();
  private static int made;

  private final SqsQueue sending = new SqsQueue(SQS::client);
  private Map<String, String> addresses = Map.of();
  private String name = "";

  @AfterAll
  static void stop() {
    SQS.close();
  }

  @Override
  protected Queue queue() {
    SQS.present();
    name = "queue-" + ++made;
    addresses =
        SQS.create(
            List.of(
                new QueueResource(name, Duration.ZERO, VISIBILITY, name + "-dead", MOST),
                new QueueResource(name + "-dead", Duration.ZERO, VISIBILITY, "", 0)));
    return new ReceivingQueue(sending, SQS.client(), addresses.get(name));
  }

  @Override
  protected Queue deadLetters() {
    return new ReceivingQueue(sending, SQS.client(), addresses.get(name + "-dead"));
  }

  @Override
  protected void pass(Duration time) {
    SQS.pass(time);
  }

  @Test
  void moreThanSqsTakesAtOnceIsSentAllTheSame() {
    Queue queue = queue();
    queue.send(
        java.util.stream.IntStream.range(0, 25)
            .mapToObj(n -> new Outgoing("m" + n, Duration.ZERO))
            .toList());

    assertThat(SQS.depth(addresses.get(name))).isEqualTo(25);
  }

  @Test
  void aDelayLongerThanSqsKnowsIsCutToItsLongest() {
    Queue queue = queue();
    queue.send(List.of(new Outgoing("much later", Duration.ofHours(3))));

    pass(Duration.ofMinutes(14));
    assertThat(queue.receive(1)).isEmpty();
    pass(Duration.ofMinutes(2));
    assertThat(queue.receive(1)).hasSize(1);
  }
}
