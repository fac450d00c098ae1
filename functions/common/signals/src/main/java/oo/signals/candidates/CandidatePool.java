package oo.signals.candidates;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.BusEvent;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.Feedback;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.LockedConnection;
import oo.signals.decisions.DecisionStore;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that may be shown. A connection's candidates live in dense slots: a decision looks one
 * up in constant work, and the set of any earlier version can be rebuilt exactly.
 *
 * <p>A task has a slot exactly while it is open at its source, completable, not put aside, and no
 * delivery of it is waiting or sending; {@link #restore} makes that true again after any change.
 * Every change is part of the caller's transaction and locks the connection's row.
 */
public final class CandidatePool implements Bus.Listener {
  private final ConnectionStore connections = new ConnectionStore();
  private final TaskStore tasks = new TaskStore();
  private final SlotStore slots = new SlotStore();
  private final DecisionStore decisions = new DecisionStore();

  /** Applies events. It is idempotent. */
  @Override
  public void on(Transaction tx, List<BusEvent> events) {
    var bySource = new LinkedHashMap<ConnectionRef, List<NormalizedEvent>>();
    var touched = new LinkedHashMap<ConnectionRef, Set<String>>();
    for (BusEvent event : events) {
      switch (event) {
        case NormalizedEvent e ->
            bySource.computeIfAbsent(e.connection(), ref -> new ArrayList<>()).add(e);
        case Feedback f -> {
          if (!f.effective()) {
            continue;
          }
          var ref = new ConnectionRef(f.user(), f.connection());
          // The connection's row first, as everywhere: no two transactions wait for each other.
          if (connections.lock(tx, ref).isEmpty()) {
            continue;
          }
          switch (f.kind()) {
            // A delivery's row takes it out, so it is not put aside.
            case DONE, UNDONE -> tasks.hide(tx, ref, f.subject(), null);
            case NOT_NOW -> {
              if (f.until() != null) {
                tasks.hide(tx, ref, f.subject(), f.until());
              }
            }
          }
          touched.computeIfAbsent(ref, r -> new LinkedHashSet<>()).add(f.subject());
        }
      }
    }
    bySource.forEach((ref, list) -> apply(tx, ref, list));
    // A tap changes no task's features, so no other tip becomes stale by it.
    touched.forEach((ref, subjects) -> place(tx, ref, subjects));
  }

  private void apply(Transaction tx, ConnectionRef ref, List<NormalizedEvent> events) {
    if (connections.lock(tx, ref).filter(set -> !set.ended()).isEmpty()) {
      return; // Disconnected meanwhile: nothing of it may come back.
    }
    var latest = new LinkedHashMap<String, NormalizedEvent>();
    events.forEach(event -> latest.put(event.subject(), event));
    Map<String, TaskStore.Known> known = tasks.known(tx, ref, latest.keySet());
    var next = new ArrayList<TaskStore.Next>();
    int opened = 0;
    for (NormalizedEvent event : latest.values()) {
      TaskStore.Known before = known.get(event.subject());
      if (before == null && !event.kind().open()) {
        continue; // It was over before it was known.
      }
      if (before != null && before.eventId().equals(event.id())) {
        continue;
      }
      opened += (event.kind().open() ? 1 : 0) - (before != null && before.open() ? 1 : 0);
      next.add(next(event, before));
    }
    if (next.isEmpty()) {
      return;
    }
    tasks.write(tx, ref, next);
    connections.countOpen(tx, ref, opened);
    restore(tx, ref, next.stream().map(TaskStore.Next::subject).toList());
  }

  private static TaskStore.Next next(NormalizedEvent event, TaskStore.@Nullable Known before) {
    Task task = event.task();
    boolean open = event.kind().open();
    boolean changed = task != null && (before == null || !task.equals(before.task()));
    long version = before == null ? 1 : before.version() + (changed ? 1 : 0);
    return new TaskStore.Next(
        event.subject(),
        event.id(),
        version,
        open,
        open && task != null && task.completable(),
        changed ? task : null);
  }

  /**
   * Deletes every open task of a connection that a complete reading did not name.
   *
   * @param seenAt of that reading
   */
  public void closeAllBut(Transaction tx, ConnectionRef ref, Set<String> named, Instant seenAt) {
    List<NormalizedEvent> gone =
        tasks.openBut(tx, ref, named).stream()
            .map(subject ->
                NormalizedEvent.of(
                    ref,
                    subject,
                    NormalizedEvent.Kind.DELETED,
                    "unnamed " + seenAt,
                    seenAt,
                    seenAt,
                    null))
            .toList();
    if (!gone.isEmpty()) {
      apply(tx, ref, gone);
    }
  }

  /**
   * Makes the set right again for these tasks, as one new version of it, and ends the open decision
   * when its task is gone or was changed.
   */
  public void restore(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    if (place(tx, ref, subjects)) {
      decisions.endStale(tx, ref, subjects);
    }
  }

  /**
   * Gives and takes slots.
   *
   * @return false when there is nothing to do, or the connection is ended
   */
  private boolean place(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    if (subjects.isEmpty()) {
      return false;
    }
    Optional<LockedConnection> locked = connections.lock(tx, ref).filter(set -> !set.ended());
    if (locked.isEmpty()) {
      return false;
    }
    LockedConnection set = locked.get();
    var leaving = new ArrayList<Integer>();
    var changing = new ArrayList<SlotPlan.Row>();
    var entering = new ArrayList<SlotPlan.Row>();
    for (SlotStore.Placed task : slots.placed(tx, ref, subjects)) {
      Integer slot = task.slot();
      if (slot == null) {
        if (task.in()) {
          entering.add(new SlotPlan.Row(-1, task.subject(), task.version()));
        }
      } else if (!task.in()) {
        leaving.add(slot);
      } else if (!Long.valueOf(task.version()).equals(task.slotVersion())) {
        changing.add(new SlotPlan.Row(slot, task.subject(), task.version()));
      }
    }
    SlotPlan plan =
        SlotPlan.of(set.setSize(), leaving, changing, entering, from -> slots.tail(tx, ref, from));
    if (!plan.changesNothing()) {
      LockedConnection next = connections.nextVersion(tx, set, plan.size());
      slots.apply(tx, ref, next.setVersion(), plan);
    }
    return true;
  }

  /** Puts a task aside for a while. */
  public void putAside(Transaction tx, ConnectionRef ref, String subject, Duration rest) {
    if (connections.lock(tx, ref).isPresent()) {
      tasks.hideFor(tx, ref, subject, rest);
      restore(tx, ref, List.of(subject));
    }
  }

  /** Brings back up to {@code limit} put-aside tasks of a user whose time is over. */
  public void returnPutAside(Transaction tx, UserId user, int limit) {
    tasks.withReturns(tx, user, limit).forEach(ref -> returnPutAside(tx, ref, limit));
  }

  /**
   * Brings back up to {@code limit} put-aside tasks of a connection whose time is over. None come
   * back while another transaction changes that connection's set: that may be a long reading.
   *
   * @return how many came back
   */
  public int returnPutAside(Transaction tx, ConnectionRef ref, int limit) {
    if (connections.lockIfFree(tx, ref).isEmpty()) {
      return 0;
    }
    List<String> back = tasks.unhide(tx, ref, limit);
    restore(tx, ref, back);
    return back.size();
  }

  /**
   * Connections of all users that have put-aside tasks whose time is over, found among up to {@code
   * limit} of these tasks.
   */
  public List<ConnectionRef> withReturns(Transaction tx, int limit) {
    return tasks.withReturns(tx, limit);
  }

  /** When the first put-aside task comes back; empty when none is put aside. */
  public Optional<Instant> firstReturn(Transaction tx, UserId user) {
    return tasks.firstReturn(tx, user);
  }

  /** The sets of a user's live connections, in the order of their ids. */
  public List<CandidateSet> sets(Transaction tx, UserId user) {
    return connections.sets(tx, user);
  }

  /**
   * Finds the candidate in a slot of a set at its version: one index look-up. Empty when the
   * connection was purged.
   */
  public Optional<Candidate> at(Transaction tx, CandidateSet set, int slot) {
    return slots.at(tx, set, slot);
  }

  /** The slot of a task in the live set; empty when it is no candidate now. */
  public Optional<Integer> slotOf(Transaction tx, ConnectionRef ref, String subject) {
    return slots.slotOf(tx, ref, subject);
  }
}
