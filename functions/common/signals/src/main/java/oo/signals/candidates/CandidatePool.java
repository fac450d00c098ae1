package oo.signals.candidates;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that may be shown. A connection's candidates live in dense slots: a decision looks one
 * up in constant work, and the set of any earlier version can be rebuilt exactly.
 *
 * <p>A task has a slot exactly while it is open at its source, completable, its time has come, it
 * is not put aside, has no open subtasks, and no delivery of it is waiting or sending; {@link
 * #restore} makes that true again after any change.
 *
 * <p>A task whose day has not begun has a {@code not_before}. While that day is far, it is early
 * enough for any zone, and its user's zone is asked when it is over; so a change of zone only looks
 * at the tasks of the days around now. Every change is part of the caller's transaction and locks
 * the connection's row.
 */
public final class CandidatePool implements Bus.Listener {
  /** A day begins at most that much earlier in one zone than in another. */
  static final Duration ANY_ZONE = Duration.ofHours(37);

  private final ConnectionStore connections = new ConnectionStore();
  private final UserStore users = new UserStore();
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
    Optional<LockedConnection> locked = connections.lock(tx, ref).filter(set -> !set.ended());
    if (locked.isEmpty()) {
      return; // Disconnected meanwhile: nothing of it may come back.
    }
    var latest = new LinkedHashMap<String, NormalizedEvent>();
    events.forEach(event -> latest.put(event.subject(), event));
    Map<String, TaskStore.Known> known = tasks.known(tx, ref, latest.keySet());
    ZoneId zone = zone(tx, ref, latest.values());
    Instant now = locked.get().now();
    var next = new ArrayList<TaskStore.Next>();
    var touched = new LinkedHashSet<String>();
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
      TaskStore.Next after = next(event, before, zone, now);
      next.add(after);
      touched.add(event.subject());
      // A subtask keeps its parent out of the set, the one before and the one after a move.
      Stream.of(before == null ? null : before.parent(), after.parent())
          .filter(Objects::nonNull)
          .forEach(touched::add);
    }
    if (next.isEmpty()) {
      return;
    }
    tasks.write(tx, ref, next);
    connections.countOpen(tx, ref, opened);
    restore(tx, ref, touched);
  }

  /** The user's zone, read only when one of the tasks waits for a day. */
  private ZoneId zone(Transaction tx, ConnectionRef ref, Collection<NormalizedEvent> events) {
    boolean waits =
        events.stream()
            .anyMatch(e -> e.task() != null && e.task().notBefore(ZoneOffset.UTC) != null);
    return waits ? users.zone(tx, ref.user()) : ZoneOffset.UTC;
  }

  private static TaskStore.Next next(
      NormalizedEvent event, TaskStore.@Nullable Known before, ZoneId zone, Instant now) {
    Task task = event.task();
    boolean open = event.kind().open();
    boolean changed = task != null && (before == null || !task.equals(before.task()));
    boolean looksNew =
        changed && (before == null || task == null || !task.looksLike(before.task()));
    long version = before == null ? 1 : before.version() + (changed ? 1 : 0);
    return new TaskStore.Next(
        event.subject(),
        event.id(),
        version,
        looksNew || before == null ? version : before.shownFrom(),
        open,
        open && task != null && task.completable(),
        switch (event.kind()) {
          case OPENED, CHANGED -> null;
          case CLOSED -> "done_at_source";
          case DELETED -> "deleted_at_source";
          case GONE -> "gone_at_source";
        },
        task == null ? (before == null ? null : before.parent()) : task.parent(),
        open && task != null && task.completable() ? day(task, zone, now) : null,
        changed ? task : null);
  }

  /** While it is far, it is early enough for any zone; null when it has come in every zone. */
  private static TaskStore.@Nullable Day day(Task task, ZoneId zone, Instant now) {
    Instant exact = task.notBefore(zone);
    if (exact == null || exact.plus(ANY_ZONE).isBefore(now)) {
      return null;
    }
    if (!exact.isAfter(now)) {
      return new TaskStore.Day(null, exact);
    }
    Instant early = exact.minus(ANY_ZONE);
    return new TaskStore.Day(early.isAfter(now) ? early : exact, null);
  }

  /**
   * The events that end every open task of a connection that a complete reading did not name. They
   * are for the bus.
   *
   * @param seenAt of that reading
   */
  public List<NormalizedEvent> gone(
      Transaction tx, ConnectionRef ref, Set<String> named, Instant seenAt) {
    return tasks.openBut(tx, ref, named).stream()
        .map(subject ->
            NormalizedEvent.of(
                ref, subject, NormalizedEvent.Kind.GONE, "unnamed " + seenAt, seenAt, seenAt, null))
        .toList();
  }

  /** How many tasks these events show otherwise than they are stored, or as no longer open. */
  public int differences(Transaction tx, ConnectionRef ref, List<NormalizedEvent> events) {
    Map<String, TaskStore.Known> known =
        tasks.known(tx, ref, events.stream().map(NormalizedEvent::subject).toList());
    return Math.toIntExact(
        events.stream().filter(event -> differs(event, known.get(event.subject()))).count());
  }

  private static boolean differs(NormalizedEvent event, TaskStore.@Nullable Known known) {
    Task task = event.task();
    boolean open = event.kind().open();
    return known == null || known.open() != open
        ? open || known != null
        : open && task != null && !task.looksLike(known.task());
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

  /**
   * Brings back up to {@code limit} tasks of a user that were put aside or whose day had not begun,
   * once that is over.
   */
  public void returnPutAside(Transaction tx, UserId user, int limit) {
    tasks.withReturns(tx, user, limit).forEach(ref -> returnPutAside(tx, ref, limit));
  }

  /**
   * The same for a connection. None come back while another transaction changes that connection's
   * set: that may be a long reading.
   *
   * @return how many were due; one whose day has not begun in the user's zone goes on waiting
   */
  public int returnPutAside(Transaction tx, ConnectionRef ref, int limit) {
    Optional<LockedConnection> locked = connections.lockIfFree(tx, ref);
    if (locked.isEmpty()) {
      return 0;
    }
    var back = new LinkedHashMap<String, TaskStore.@Nullable Day>();
    for (TaskStore.Returning due : tasks.returning(tx, ref, limit)) {
      back.put(due.subject(), day(due.task(), due.zone(), locked.get().now()));
    }
    if (!back.isEmpty()) {
      tasks.comeBack(tx, ref, back);
      // Nothing changed at the source, so no tip becomes stale by it.
      place(tx, ref, back.keySet());
    }
    return back.size();
  }

  /** The user's days begin at another time: what waits for a day is looked at when it returns. */
  public void zoneMoved(Transaction tx, UserId user) {
    tasks.returnNear(tx, user);
  }

  /**
   * Connections of all users that have tasks whose time to return is over, found among up to {@code
   * limit} of these tasks.
   */
  public List<ConnectionRef> withReturns(Transaction tx, int limit) {
    return tasks.withReturns(tx, limit);
  }

  /**
   * When the first task comes back.
   *
   * @param putAside by the person; else its day begins
   */
  public record Return(Instant at, boolean putAside) {}

  /** The first return; empty when no task is put aside or waits for its day. */
  public Optional<Return> firstReturn(Transaction tx, UserId user) {
    return tasks.waiting(tx, user).stream()
        .map(CandidatePool::comes)
        .flatMap(Optional::stream)
        .min(Comparator.comparing(Return::at));
  }

  private static Optional<Return> comes(TaskStore.Waiting task) {
    Instant day = task.task().notBefore(task.zone());
    Instant until = task.putAside();
    if (until == null) {
      return Optional.ofNullable(day).map(at -> new Return(at, false));
    }
    return Optional.of(
        day != null && day.isAfter(until) ? new Return(day, false) : new Return(until, true));
  }

  /** A task as it is now, whether it is a candidate or not; empty when it is unknown. */
  public Optional<Task> task(Transaction tx, ConnectionRef ref, String subject) {
    return tasks.task(tx, ref, subject);
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
