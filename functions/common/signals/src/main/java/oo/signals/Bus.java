package oo.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import oo.host.sql.Transaction;

/**
 * Carries events inside a transaction: an event happened exactly if the transaction commits. Events
 * are buffered and handed to every listener together, just before the commit or at a flush, in
 * their order.
 */
public final class Bus {

  /**
   * Takes a transaction's events and writes what follows from them in that same transaction. It
   * must not publish anywhere else; what must leave the database is a row that something sends
   * later.
   */
  @FunctionalInterface
  public interface Listener {
    void on(Transaction tx, List<BusEvent> events);
  }

  private final List<Listener> listeners;

  public Bus(List<Listener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Returns the consumer of this transaction's events. */
  public Consumer<BusEvent> in(Transaction tx) {
    return tx.attached(this, this::buffer)::add;
  }

  /** Hands the events so far to the listeners now, so that a long reading need not be in memory. */
  public void flush(Transaction tx) {
    List<BusEvent> events = tx.attached(this, this::buffer);
    if (!events.isEmpty()) {
      var emitted = List.copyOf(events);
      events.clear();
      listeners.forEach(listener -> listener.on(tx, emitted));
    }
  }

  private List<BusEvent> buffer(Transaction tx) {
    tx.beforeCommit(() -> flush(tx));
    return new ArrayList<>();
  }
}
