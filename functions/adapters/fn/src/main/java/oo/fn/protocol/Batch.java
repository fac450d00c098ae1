package oo.fn.protocol;

import java.util.List;
import java.util.Objects;
import oo.host.queue.Message;

/** How the server hands messages to a queue's function outside of it, as JSON. */
public record Batch(List<Message> messages) {
  public Batch {
    messages = List.copyOf(messages);
    for (Message message : messages) {
      Objects.requireNonNull(message.id(), "id");
      Objects.requireNonNull(message.body(), "body");
    }
  }

  /** The function's answer: the ids of the messages that must be delivered again. */
  public record Failed(List<String> failed) {
    public Failed {
      failed = List.copyOf(failed);
    }
  }
}
