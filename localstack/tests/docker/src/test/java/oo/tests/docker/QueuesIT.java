package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.signals.ConnectionId;
import oo.signals.hints.FetchHint;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What SQS does with a message that cannot be worked on, and with what starts by the clock. */
@ExtendWith(Asked.class)
final class QueuesIT {
  @RegisterExtension static final OnLocalStack on = new OnLocalStack();

  private static final Patience A_WHILE = Patience.of(Duration.ofMinutes(3));

  /** Else the fifth attempt would be an hour away. */
  @BeforeEach
  void comeBackAtOnce() {
    visibility("5");
  }

  @AfterEach
  void asTheTemplateSays() {
    visibility("720");
  }

  private static void visibility(String seconds) {
    on.stack()
        .sqs
        .setQueueAttributes(
            set ->
                set.queueUrl(on.stack().resource("FetchQueue"))
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds)));
  }

  @Test
  void aPoisonMessageReachesTheDeadLettersAsItWas() {
    send("FetchQueue", "{\"schema\":99}");

    A_WHILE.until(() -> assertThat(taken("FetchDeadLetters")).contains("{\"schema\":99}"));
  }

  @Test
  void whatIsMovedBackFromTheDeadLettersIsWorkedOn() {
    Stack stack = on.stack();
    TodoistControl todoist = stack.around.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("redrive@example.com");
    HttpPerson person = connected("redrive@example.com");
    String connection = person.connection().path("id").asString();
    String user = person.get("/api/me").json().path("user_id").asString();
    todoist.add(account.id(), "Behind a dead letter");
    stack.around.execute(
        "update connection set due_at = oo_now() where connection_id = '" + connection + "'");
    send(
        "FetchDeadLetters",
        Message.bodyOf(
            new FetchHint(
                List.of(
                    new FetchHint.Due(
                        new UserId(UUID.fromString(user)),
                        new ConnectionId(UUID.fromString(connection)))))));

    String from = arn("FetchDeadLetters");
    stack.sqs.startMessageMoveTask(move -> move.sourceArn(from).destinationArn(arn("FetchQueue")));

    A_WHILE.until(
        () ->
            assertThat(person.recommend().json().path("tip").path("title").asString(""))
                .isEqualTo("Behind a dead letter"));
  }

  /** Nothing else would hint at it within minutes. */
  @Test
  void everyMinuteTheSweepSendsAgainWhatWasLost() {
    Stack stack = on.stack();
    TodoistControl todoist = stack.around.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("swept@example.com");
    HttpPerson person = connected("swept@example.com");
    String connection = person.connection().path("id").asString();
    todoist.add(account.id(), "Found by the clock");
    stack.around.execute(
        "update connection set due_at = oo_now() - interval '3 minutes', hinted_at = null"
            + " where connection_id = '"
            + connection
            + "'");

    A_WHILE.until(
        () ->
            assertThat(
                    stack.around.texts(
                        "select task->>'title' from candidate where connection_id = '"
                            + connection
                            + "'"))
                .contains("Found by the clock"));
  }

  private static HttpPerson connected(String email) {
    HttpPerson person = on.stack().person().signIn(email);
    person.connectOnly(email);
    A_WHILE.until(
        () -> assertThat(person.connection().path("state").asString("")).isEqualTo("live"));
    return person;
  }

  private static void send(String queue, String body) {
    on.stack().sqs.sendMessage(to -> to.queueUrl(on.stack().resource(queue)).messageBody(body));
  }

  private static List<String> taken(String queue) {
    return on
        .stack()
        .sqs
        .receiveMessage(from -> from.queueUrl(on.stack().resource(queue)).maxNumberOfMessages(10))
        .messages()
        .stream()
        .map(software.amazon.awssdk.services.sqs.model.Message::body)
        .toList();
  }

  private static String arn(String queue) {
    return on.stack()
        .sqs
        .getQueueAttributes(
            ask ->
                ask.queueUrl(on.stack().resource(queue))
                    .attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }
}
