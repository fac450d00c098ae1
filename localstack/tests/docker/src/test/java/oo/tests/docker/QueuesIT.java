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
import oo.tests.journey.Retry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Dead letters and their redrive, and the schedules. */
@ExtendWith(DockerCondition.class)
final class QueuesIT {
  @RegisterExtension static final LocalStackExtension localStack = new LocalStackExtension();

  private static final Retry RETRY = Retry.within(Duration.ofMinutes(3));

  /** With the template's 720 s the fifth attempt would be an hour away. */
  @BeforeEach
  void shortenTheVisibilityTimeout() {
    visibility("5");
  }

  @AfterEach
  void restoreTheVisibilityTimeout() {
    visibility("720");
  }

  private static void visibility(String seconds) {
    localStack
        .stack()
        .sqs
        .setQueueAttributes(set ->
            set.queueUrl(localStack.stack().resource("FetchQueue"))
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds)));
  }

  @Test
  void aPoisonMessageReachesTheDeadLettersUnchanged() {
    send("FetchQueue", "{\"schema\":99}");

    RETRY.until(() -> assertThat(received("FetchDeadLetters")).contains("{\"schema\":99}"));
  }

  @Test
  void aDeadLetterThatIsMovedBackIsProcessed() {
    Stack stack = localStack.stack();
    TodoistControl todoist = stack.backends.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("redrive@example.com");
    HttpPerson person = connected("redrive@example.com");
    String connection = person.connection().path("id").asString();
    String user = person.get("/api/me").json().path("user_id").asString();
    todoist.add(account.id(), "Behind a dead letter");
    stack.backends.execute(
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

    RETRY.until(() ->
        assertThat(person.recommend().json().path("tip").path("title").asString(""))
            .isEqualTo("Behind a dead letter"));
  }

  /** No other message about the connection is sent within minutes. */
  @Test
  void everyMinuteTheSweepSendsAgainWhatWasLost() {
    Stack stack = localStack.stack();
    TodoistControl todoist = stack.backends.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("swept@example.com");
    HttpPerson person = connected("swept@example.com");
    String connection = person.connection().path("id").asString();
    todoist.add(account.id(), "Found by the clock");
    stack.backends.execute(
        "update connection set due_at = oo_now() - interval '3 minutes', hinted_at = null"
            + " where connection_id = '"
            + connection
            + "'");

    RETRY.until(() ->
        assertThat(
                stack.backends.texts(
                    "select task->>'title' from candidate where connection_id = '"
                        + connection
                        + "'"))
            .contains("Found by the clock"));
  }

  private static HttpPerson connected(String email) {
    HttpPerson person = localStack.stack().person().signIn(email);
    person.connectOnly(email);
    RETRY.until(() -> assertThat(person.connection().path("state").asString("")).isEqualTo("live"));
    return person;
  }

  private static void send(String queue, String body) {
    localStack
        .stack()
        .sqs
        .sendMessage(to -> to.queueUrl(localStack.stack().resource(queue)).messageBody(body));
  }

  private static List<String> received(String queue) {
    return localStack
        .stack()
        .sqs
        .receiveMessage(
            from -> from.queueUrl(localStack.stack().resource(queue)).maxNumberOfMessages(10))
        .messages()
        .stream()
        .map(software.amazon.awssdk.services.sqs.model.Message::body)
        .toList();
  }

  private static String arn(String queue) {
    return localStack
        .stack()
        .sqs
        .getQueueAttributes(ask ->
            ask.queueUrl(localStack.stack().resource(queue))
                .attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }
}
