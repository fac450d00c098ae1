package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import oo.host.Invocation;
import oo.host.Trace;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;

/**
 * Says that connections are due, after their rows do. A hint that cannot be sent is sent again by
 * the sweep.
 */
final class Hints {
  private final MessageQueue queue;
  private final String fetchQueue;

  Hints(MessageQueue queue, String fetchQueue) {
    this.queue = queue;
    this.fetchQueue = fetchQueue;
  }

  void fetch(List<ConnectionRef> refs, Duration delay, Trace trace) {
    var hint =
        new FetchHint(
            refs.stream().map(ref -> new FetchHint.Due(ref.user(), ref.connection())).toList());
    try {
      queue.send(
          fetchQueue, List.of(new Outgoing(Message.bodyOf(hint, trace.traceparent()), delay)));
    } catch (RuntimeException e) {
      Invocation.note("hint", "not sent");
    }
  }
}
