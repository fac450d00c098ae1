package oo.signals.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import oo.contract.Json;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.signals.ConnectionId;
import oo.signals.DecisionId;
import org.junit.jupiter.api.Test;

final class HintsTest {
  private final UserId user = new UserId(Uuid7.next());
  private final ConnectionId connection = new ConnectionId(Uuid7.next());

  @Test
  void aHintArrivesAsItWasSentWithItsTrace() {
    String trace = Trace.traceparent(Trace.begin());
    for (Record hint :
        List.of(
            new FetchHint(
                List.of(
                    new FetchHint.Due(user, connection),
                    new FetchHint.Due(user, new ConnectionId(Uuid7.next())))),
            new FetchHint(List.of()),
            new DeliverHint(user, new DecisionId(Uuid7.next()), DeliverHint.Action.close),
            new DeliverHint(user, new DecisionId(Uuid7.next()), DeliverHint.Action.reopen),
            new RevokeHint(user, connection))) {
      var message = new Message("1", Message.bodyOf(hint, trace));
      assertThat(message.<Record>hint(type(hint))).isEqualTo(hint);
      assertThat(Trace.traceparent(message.trace())).isEqualTo(trace);
    }
  }

  @Test
  void onTheWireThereAreIdsASchemaAndATraceAndNothingElse() {
    String trace = Trace.traceparent(Trace.begin());

    assertThat(Json.mapper().readTree(Message.bodyOf(new RevokeHint(user, connection), trace)))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    """
                    {"schema": 1, "traceparent": "%s", "hint": {"user": "%s", "connection": "%s"}}
                    """
                        .formatted(trace, user, connection)));
  }

  @Test
  void aHintOutsideOfACallBeginsATrace() {
    var outgoing =
        MessageQueue.Outgoing.after(Duration.ofSeconds(15), new RevokeHint(user, connection));

    assertThat(outgoing.delay()).hasSeconds(15);
    assertThat(Trace.traceparent(new Message("1", outgoing.body()).trace()))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void whatIsNotUnderstoodIsRefusedRatherThanGuessed() {
    String other = Message.bodyOf(new RevokeHint(user, connection));
    for (String body :
        List.of(
            "",
            "null",
            "{",
            "[]",
            "{\"schema\":2,\"hint\":{}}",
            "{\"schema\":1}",
            "{\"schema\":1,\"hint\":[]}",
            "{\"schema\":1,\"hint\":{\"user\":\"x\"}}",
            other)) {
      assertThatThrownBy(() -> new Message("1", body).hint(DeliverHint.class))
          .as(body)
          .isInstanceOf(Message.Unreadable.class)
          .hasMessageNotContaining(user.toString());
    }
    assertThat(new Message("1", "garbage").trace().isValid()).isFalse();
  }

  @SuppressWarnings("unchecked")
  private static Class<Record> type(Record hint) {
    return (Class<Record>) hint.getClass();
  }
}
