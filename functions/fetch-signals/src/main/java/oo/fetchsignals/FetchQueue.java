package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import oo.host.base.Trace;
import oo.host.queue.HintQueue;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;

/** Says that connections are due, after their rows do. */
final class FetchQueue {
  private final HintQueue queue;

  FetchQueue(HintQueue queue) {
    this.queue = queue;
  }

  void fetch(List<ConnectionRef> refs, Duration delay, Trace trace) {
    String body = Message.bodyOf(FetchHint.of(refs), trace.traceparent());
    queue.send(List.of(new Outgoing(body, delay)));
  }
}
