package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import oo.host.Trace;
import oo.host.queue.HintQueue;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;

/** Says that connections are due, after their rows do. */
final class Hints {
  private final HintQueue queue;

  Hints(HintQueue queue) {
    this.queue = queue;
  }

  void fetch(List<ConnectionRef> refs, Duration delay, Trace trace) {
    var hint =
        new FetchHint(
            refs.stream().map(ref -> new FetchHint.Due(ref.user(), ref.connection())).toList());
    queue.send(List.of(new Outgoing(Message.bodyOf(hint, trace.traceparent()), delay)));
  }
}
