package oo.connectcallback;

import java.util.List;
import oo.host.Invocation;
import oo.host.queue.MessageQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;
import oo.signals.hints.RevokeHint;

/**
 * Says that a row is due, when its transaction is committed. The row is the truth: a hint that
 * cannot be sent is sent again by the sweep.
 */
final class Hints {
  private final MessageQueue queue;
  private final String fetchQueue;
  private final String revokeQueue;

  Hints(MessageQueue queue, String fetchQueue, String revokeQueue) {
    this.queue = queue;
    this.fetchQueue = fetchQueue;
    this.revokeQueue = revokeQueue;
  }

  void fetch(Transaction tx, ConnectionRef ref) {
    var hint = new FetchHint(List.of(new FetchHint.Due(ref.user(), ref.connection())));
    send(tx, fetchQueue, Outgoing.now(hint));
  }

  void revoke(Transaction tx, ConnectionRef ref) {
    send(tx, revokeQueue, Outgoing.now(new RevokeHint(ref.user(), ref.connection())));
  }

  private void send(Transaction tx, String to, Outgoing message) {
    tx.afterCommit(
        () -> {
          try {
            queue.send(to, List.of(message));
          } catch (RuntimeException e) {
            Invocation.note("hint", "not sent");
          }
        });
  }
}
