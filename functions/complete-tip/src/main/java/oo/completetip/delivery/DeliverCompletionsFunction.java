package oo.completetip.delivery;

import java.util.function.Consumer;
import oo.host.queue.Message;
import oo.signals.hints.DeliverHint;

/** {@code deliver_completions}: the queue of deliveries that may be due. */
public final class DeliverCompletionsFunction implements Consumer<Message> {
  private final DeliverCompletions deliverCompletions;

  public DeliverCompletionsFunction(DeliverCompletions deliverCompletions) {
    this.deliverCompletions = deliverCompletions;
  }

  @Override
  public void accept(Message message) {
    deliverCompletions.deliver(message.hint(DeliverHint.class));
  }
}
