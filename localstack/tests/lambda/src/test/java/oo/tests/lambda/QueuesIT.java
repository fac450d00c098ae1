package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.images.lambda.Invocation;
import oo.images.lambda.Outcome;
import oo.images.lambda.Outcome.Failed;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The functions behind queues: batches that fail in part or whole, and what the queue makes of it.
 */
final class QueuesIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  private static final String POISON = "{\"schema\":99}";

  static Stream<String> consumers() {
    return LambdaCloud.TEMPLATE.functions().stream()
        .filter(function -> function.trigger() instanceof Messages)
        .map(FunctionResource::name);
  }

  /** A hint at rows that are not there, which is none of its business any more. */
  private static String harmless(String consumer) {
    String someone = Uuid7.next().toString();
    String something = Uuid7.next().toString();
    Object hint =
        switch (consumer) {
          case "fetch_signals" ->
              Map.of("connections", List.of(Map.of("user", someone, "connection", something)));
          case "deliver_completions" ->
              Map.of("user", someone, "decision", something, "action", "close");
          case "send_mail" -> Map.of("user", someone, "mail", something);
          default -> Map.of("user", someone, "connection", something);
        };
    return Message.bodyOf(hint);
  }

  @ParameterizedTest
  @MethodSource("consumers")
  void whatFailedOfABatchIsNamedAndTheRestIsDone(String consumer) {
    var batch = Recorded.batch(List.of(harmless(consumer), POISON, harmless(consumer), "no JSON"));

    Invocation call = shared.cloud().invoke(consumer, Recorded.bytes(batch));

    assertThat(Json.mapper().readTree(call.text()))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    """
                    {"batchItemFailures": [
                      {"itemIdentifier": "message-1"}, {"itemIdentifier": "message-3"}]}
                    """));
  }

  @ParameterizedTest
  @MethodSource("consumers")
  void aBatchThatIsFineNamesNothing(String consumer) {
    var batch = Recorded.batch(List.of(harmless(consumer), harmless(consumer)));

    assertThat(shared.cloud().invoke(consumer, Recorded.bytes(batch)).text())
        .isEqualTo("{\"batchItemFailures\":[]}");
  }

  // Not every emulator knows partial failures, but each redelivers what a function threw at.
  @ParameterizedTest
  @MethodSource("consumers")
  void aBatchOfWhichAllFailedIsAnError(String consumer) {
    var batch = Recorded.batch(List.of(POISON, POISON));

    Outcome outcome = shared.cloud().invoke(consumer, Recorded.bytes(batch)).outcome();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.type()).isEqualTo("oo.lambda.events.CallFailed"));
  }

  @Test
  void aPoisonMessageComesBackUntilItIsADeadLetterAndOthersPass() {
    LambdaCloud cloud = shared.cloud();
    String queue = cloud.queues.get("RevokeQueue");
    String dead = cloud.queues.get("RevokeDeadLetters");
    Duration hidden = cloud.template.queue("RevokeQueue").visibility();
    cloud.sqs.client().sendMessage(send -> send.queueUrl(queue).messageBody(POISON));
    cloud
        .sqs
        .client()
        .sendMessage(send -> send.queueUrl(queue).messageBody(harmless("revoke_grants")));

    Oo.eventually(
        () -> assertThat(cloud.sqs.depth(dead)).isEqualTo(1),
        () -> cloud.sqs.pass(hidden.plusSeconds(1)));

    assertThat(cloud.sqs.depth(queue)).isZero();
    assertThat(ReceivingQueue.messages(cloud.sqs.client(), dead, 10, Duration.ZERO))
        .extracting(software.amazon.awssdk.services.sqs.model.Message::body)
        .containsExactly(POISON);
  }
}
