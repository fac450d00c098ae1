package oo.signals.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import oo.host.http.Refused;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.deliveries.DeliveryStore.Pending;

/**
 * What a person tapped that is not at its source yet. Ending a connection waits for it, so that no
 * tap is lost without a word.
 */
public final class Outbox {
  /** What one answer names; the notices of what was dropped name each. */
  private static final int NAMED = 50;

  private final ConnectionStore connections = new ConnectionStore();
  private final DeliveryStore deliveries = new DeliveryStore();
  private final HintQueue queue;

  /**
   * @param queue of {@code deliver_completions}
   */
  public Outbox(HintQueue queue) {
    this.queue = queue;
  }

  /**
   * Locks the connections until commit, and makes due at once what is not at its source yet; the
   * time for undoing is cut short. The connections may be ended when nothing is left: a later tap
   * waits for the lock.
   *
   * @return the titles of what is left
   */
  public List<String> send(Transaction tx, List<ConnectionRef> refs) {
    var titles = new ArrayList<String>();
    for (ConnectionRef ref : refs) {
      if (connections.lock(tx, ref).filter(found -> !found.ended()).isPresent()) {
        deliveries.pending(tx, ref).stream().map(Pending::title).forEach(titles::add);
        queue.afterCommit(tx, deliveries.hurry(tx, ref).stream().map(Outgoing::now).toList());
      }
    }
    return titles;
  }

  /** The refusal to end a connection while these tasks' changes are on their way. */
  public static Refused notEmpty(List<String> titles) {
    String named =
        titles.stream()
            .limit(NAMED)
            .map(title -> "\u201c" + title + "\u201d")
            .collect(Collectors.joining(", "));
    int more = titles.size() - NAMED;
    if (more > 0) {
      named += " and " + more + " more";
    }
    return Refused.conflict(
        "outbox_not_empty",
        "Not at the source yet: " + named + ". oO is sending it now. Try again in a few seconds.");
  }
}
