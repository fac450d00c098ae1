package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import oo.host.queue.HintQueue;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;

/** Sends hints that connections are due, after the commit that made them due. */
final class FetchQueue {
  private final HintQueue queue;

  FetchQueue(HintQueue queue) {
    this.queue = queue;
  }

  void send(List<ConnectionRef> refs, Duration delay) {
    queue.send(List.of(new Outgoing(Message.bodyOf(FetchHint.of(refs)), delay)));
  }
}
