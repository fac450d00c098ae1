package oo.tests.contracts;

import static au.com.dius.pact.consumer.ConsumerPactRunnerKt.runV4MessageConsumerTest;
import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.consumer.PactVerificationResult;
import au.com.dius.pact.consumer.dsl.PactBuilder;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.V4Interaction.AsynchronousMessage;
import java.util.List;
import java.util.stream.Stream;
import oo.host.base.Trace;
import oo.host.queue.Message;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the functions behind queues read of a message: the functions themselves are given it. */
@ExtendWith(CommittedPacts.class)
final class ReceiversIT {
  @RegisterExtension static final RunningOo running = new RunningOo();

  /**
   * @param sender the module of the functions that send it
   */
  private record Contract(String receiver, String hint, String sender, String... messages) {}

  private static final List<Contract> CONTRACTS =
      Stream.of(
              from(
                  "fetch_signals",
                  "{'connections': [{'user': ID, 'connection': ID}]}",
                  sender("connect-callback", "a connection is to be read first"),
                  sender(
                      "fetch-signals",
                      "a person wants a connection read",
                      "a connection is due to be read"),
                  sender("maintenance", "a connection was not read")),
              from(
                  "deliver_completions",
                  "{'user': ID, 'decision': ID, 'action': 'close'}",
                  sender("complete-tip", "a tap is to be done at its source"),
                  sender("connect-callback", "a disconnection waits for a tap"),
                  sender("auth", "a deletion waits for a tap"),
                  sender("maintenance", "a tap was not done at its source")),
              from(
                  "revoke_grants",
                  "{'user': ID, 'connection': ID}",
                  sender("connect-callback", "a connection has ended"),
                  sender("auth", "an account is deleted"),
                  sender("maintenance", "a grant was not revoked")),
              from(
                  "send_mail",
                  "{'user': ID, 'mail': ID}",
                  sender("maintenance", "a mail is to be sent")))
          .flatMap(List::stream)
          .toList();

  @TestFactory
  Stream<DynamicTest> readsWhatItsSendersSend() {
    return CONTRACTS.stream()
        .map(one ->
            DynamicTest.dynamicTest(one.receiver() + " from " + one.sender(), () -> check(one)));
  }

  private static void check(Contract contract) {
    var pact = new PactBuilder(contract.receiver(), contract.sender(), PactSpecVersion.V4);
    for (String message : contract.messages()) {
      pact.expectsToReceiveMessageInteraction(
          message,
          builder ->
              builder.withContents(content ->
                  content.withContent(
                      Example.of(
                          "{'schema': 1, 'traceparent': '%s', 'hint': %s}"
                              .formatted(Example.TRACE, contract.hint())))));
    }
    PactVerificationResult result =
        runV4MessageConsumerTest(
            pact.toPact(),
            (messages, context) -> {
              messages.forEach(message -> receive(contract.receiver(), message));
              return null;
            });
    assertThat(result)
        .as(contract.receiver() + " reads what " + contract.sender() + " sends")
        .isInstanceOf(PactVerificationResult.Ok.class);
  }

  private static void receive(String function, Object message) {
    String body = ((AsynchronousMessage) message).contentsAsString();
    var received = new Message("1", body);
    assertThat(running.oo().server.calls().consume(function, List.of(received)))
        .as("%s of %s: %s", function, body, running.oo().log)
        .isEmpty();
    assertThat(Trace.traceparent(received.trace())).isEqualTo(Example.TRACE);
  }

  private record Sender(String module, String... messages) {}

  private static Sender sender(String module, String... messages) {
    return new Sender(module, messages);
  }

  private static List<Contract> from(String receiver, String hint, Sender... senders) {
    return Stream.of(senders)
        .map(sender -> new Contract(receiver, hint, sender.module(), sender.messages()))
        .toList();
  }
}
