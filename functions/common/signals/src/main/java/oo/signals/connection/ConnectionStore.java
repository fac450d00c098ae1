package oo.signals.connection;

import io.opentelemetry.api.trace.SpanContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.health.Waiting;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.CandidateSet;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.mail.MailStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The table connection. Stateless; every method is part of the caller's transaction. {@link Leases}
 * and {@link ReadSchedule} say what the statements about a lease and a due time are for.
 */
public final class ConnectionStore {
  /** The outbox of connections that are due to be read. */
  public static final String READINGS = "readings";

  private static final String LOCKED =
      "select user_id, connection_id, set_version, set_size, state = 'ended' as ended, oo_now() as now from connection ";

  private final MailStore mails = new MailStore();

  /** Finds the connection, also when it is ended. */
  public Optional<Connection> find(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            "select "
                + Connection.COLUMNS
                + " from connection where user_id = ? and connection_id = ?")
        .params(user(ref), id(ref))
        .query(Connection::of)
        .optional();
  }

  /** The user's connections that are not ended, oldest first. */
  public List<Connection> of(Transaction tx, UserId user) {
    return tx.sql(
            "select "
                + Connection.COLUMNS
                + " from connection where user_id = ? and state <> 'ended' order by connection_id")
        .param(user.value())
        .query(Connection::of)
        .list();
  }

  /** The sets of the user's live connections, in the order of their connections' ids. */
  public List<CandidateSet> sets(Transaction tx, UserId user) {
    return tx.sql(
            """
            select user_id, connection_id, set_version, set_size from connection
            where user_id = ? and state = 'live' order by connection_id
            """)
        .param(user.value())
        .query((row, n) ->
            new CandidateSet(
                Connection.refOf(row, n), row.getLong("set_version"), row.getInt("set_size")))
        .list();
  }

  /**
   * Locks the row until commit. Rows that refer to it may still be written, so that a decision can
   * be logged during a long reading. A row that the transaction has locked is not asked for again.
   */
  public Optional<LockedConnection> lock(Transaction tx, ConnectionRef ref) {
    return lock(tx, ref, "for no key update");
  }

  /** Like {@link #lock}, but empty while another transaction has the row locked. */
  public Optional<LockedConnection> lockIfFree(Transaction tx, ConnectionRef ref) {
    return lock(tx, ref, "for no key update skip locked");
  }

  private static Optional<LockedConnection> lock(Transaction tx, ConnectionRef ref, String how) {
    LockedConnection known = locked(tx).get(ref);
    return known != null
        ? Optional.of(known)
        : keep(
            tx,
            tx.sql(LOCKED + "where user_id = ? and connection_id = ? " + how)
                .params(user(ref), id(ref)));
  }

  /** Locks the connection of a decision. */
  public Optional<LockedConnection> lock(Transaction tx, UserId user, DecisionId decision) {
    return keep(
        tx,
        tx.sql(
                LOCKED
                    + """
                    where user_id = ? and connection_id = (
                      select connection_id from decision where user_id = ? and decision_id = ?)
                    for no key update
                    """)
            .params(user.value(), user.value(), decision.value()));
  }

  private static Optional<LockedConnection> keep(Transaction tx, StatementSpec statement) {
    Optional<LockedConnection> locked =
        statement
            .query((row, n) ->
                new LockedConnection(
                    Connection.refOf(row, n),
                    row.getLong("set_version"),
                    row.getInt("set_size"),
                    row.getBoolean("ended"),
                    instant(row, "now")))
            .optional();
    locked.ifPresent(row -> locked(tx).put(row.ref(), row));
    return locked;
  }

  /** What is known of locked rows stays true, as only this class writes them. */
  private static Map<ConnectionRef, LockedConnection> locked(Transaction tx) {
    return tx.attached(ConnectionStore.class, t -> new HashMap<>());
  }

  /**
   * Adds the connection of an account, due at once. The account's connection that is not ended
   * keeps its id, its tasks and its cursor, and is live again; its lease is void.
   */
  public ConnectionRef add(
      Transaction tx,
      UserId user,
      String provider,
      String accountId,
      @Nullable String accountName,
      SpanContext trace) {
    UUID id =
        tx.sql(
                """
                insert into connection (user_id, connection_id, provider, account_id, account_name, state, created_at,
                                        due_at, hinted_at, traceparent)
                values (:user, :id, :provider, :account, :name, 'live', oo_now(), oo_now(), oo_now(), :traceparent)
                on conflict (user_id, provider, account_id) where state <> 'ended' do update
                set account_name = excluded.account_name, state = 'live', due_at = oo_now(), hinted_at = oo_now(),
                    attempts = 0, unfinished = 0, last_error = null, traceparent = excluded.traceparent,
                    fence = connection.fence + 1, lease_owner = null, lease_until = null
                returning connection_id
                """)
            .param("user", user.value())
            .param("id", Uuid7.next())
            .param("provider", provider)
            .param("account", accountId)
            .param("name", accountName)
            .param("traceparent", Trace.traceparent(trace))
            .query(UUID.class)
            .single();
    var ref = new ConnectionRef(user, new ConnectionId(id));
    mails.cancel(tx, ref);
    return ref;
  }

  /** Adds a connection that is ended and never was live. */
  public ConnectionRef addEnded(Transaction tx, UserId user, String provider) {
    var ref = new ConnectionRef(user, new ConnectionId(Uuid7.next()));
    tx.sql(
            """
            insert into connection (user_id, connection_id, provider, account_id, state, created_at, ended_at, due_at)
            values (?, ?, ?, '', 'ended', oo_now(), oo_now(), 'infinity')
            """)
        .params(user(ref), id(ref), provider)
        .update();
    return ref;
  }

  /**
   * Asks the person to renew it, by mail too when it did not ask already, and hides its tasks. Its
   * token and its rows stay.
   *
   * @param tried its grant may be alive, so it is read once an hour all the same
   */
  public void needsReconnect(Transaction tx, ConnectionRef ref, String error, boolean tried) {
    if (mustRenew(tx, ref, error, tried)) {
      mails.reconnect(tx, ref);
    }
  }

  /**
   * Like {@link #needsReconnect}, because of a restore: one mail tells the person of all
   * connections.
   */
  public void lostByRestore(Transaction tx, ConnectionRef ref, String error, boolean tried) {
    if (mustRenew(tx, ref, error, tried)) {
      mails.restored(tx, ref.user());
    }
  }

  /**
   * The moment of the copy from which the database was restored, while the connection was not read
   * since.
   */
  public Optional<Instant> unreadSinceCopyOf(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            select r.copy_of from connection c
            cross join lateral (select * from restoration order by restored_at desc limit 1) r
            where c.user_id = ? and c.connection_id = ? and c.created_at < r.restored_at
              and (c.read_at is null or c.read_at < r.restored_at)
            """)
        .params(user(ref), id(ref))
        .query((row, n) -> instant(row, "copy_of"))
        .optional();
  }

  /**
   * @return whether it had not asked for the person yet
   */
  private static boolean mustRenew(Transaction tx, ConnectionRef ref, String error, boolean tried) {
    return tx.sql(
            """
            with before as (
              select state from connection where user_id = :user and connection_id = :id
              for no key update)
            update connection c
            set state = 'reconnect', last_error = :error,
                due_at = case when :tried then oo_now() + interval '1 hour' else 'infinity' end
            from before
            where c.user_id = :user and c.connection_id = :id and before.state <> 'ended'
            returning before.state = 'live'
            """)
        .param("user", user(ref))
        .param("id", id(ref))
        .param("error", error)
        .param("tried", tried)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * It works again without the person.
   *
   * @return false when it had not asked for them
   */
  public boolean revive(Transaction tx, ConnectionRef ref) {
    boolean revived =
        tx.sql(
                    """
                    update connection set state = 'live', last_error = null
                    where user_id = ? and connection_id = ? and state = 'reconnect'
                    """)
                .params(user(ref), id(ref))
                .update()
            > 0;
    if (revived) {
      mails.cancel(tx, ref);
    }
    return revived;
  }

  /**
   * Hides the connection for good.
   *
   * @return false when there is none that is not ended
   */
  public boolean end(Transaction tx, ConnectionRef ref) {
    locked(tx).remove(ref);
    mails.cancel(tx, ref);
    return tx.sql(
                """
                update connection set state = 'ended', ended_at = oo_now()
                where user_id = ? and connection_id = ? and state <> 'ended'
                """)
            .params(user(ref), id(ref))
            .update()
        > 0;
  }

  /**
   * Deletes an ended connection whose lease was never taken.
   *
   * @return false when it was: its grant is being revoked
   */
  public boolean deleteUntouched(Transaction tx, ConnectionRef ref) {
    return tx.sql(
                """
                delete from connection
                where user_id = ? and connection_id = ? and state = 'ended' and fence = 0
                """)
            .params(user(ref), id(ref))
            .update()
        > 0;
  }

  /** Deletes the connection with all rows that refer to it, if it is ended. */
  public void deleteEnded(Transaction tx, ConnectionRef ref) {
    locked(tx).remove(ref);
    tx.sql("delete from connection where user_id = ? and connection_id = ? and state = 'ended'")
        .params(user(ref), id(ref))
        .update();
  }

  /** Writes the next version of its set; returns the row as it is then. */
  public LockedConnection nextVersion(Transaction tx, LockedConnection before, int size) {
    ConnectionRef ref = before.ref();
    var after =
        new LockedConnection(ref, before.setVersion() + 1, size, before.ended(), before.now());
    tx.sql(
            "update connection set set_version = ?, set_size = ? where user_id = ? and connection_id = ?")
        .params(after.setVersion(), size, user(ref), id(ref))
        .update();
    locked(tx).put(ref, after);
    return after;
  }

  /**
   * Counts open tasks.
   *
   * @param opened negative when more were closed
   */
  public void countOpen(Transaction tx, ConnectionRef ref, int opened) {
    tx.sql(
            "update connection set open_tasks = open_tasks + ? where user_id = ? and connection_id = ?")
        .params(opened, user(ref), id(ref))
        .update();
  }

  /** Sets where the next read goes on. Only under the lease. */
  public void advance(Transaction tx, ConnectionRef ref, String cursor) {
    tx.sql("update connection set cursor = ? where user_id = ? and connection_id = ?")
        .params(cursor, user(ref), id(ref))
        .update();
  }

  /** Takes the lease if it is free. */
  Optional<Lease> lease(Transaction tx, ConnectionRef ref, Duration life) {
    return lease(tx, ref, life, "", "");
  }

  /**
   * Takes the lease of a connection that is not ended and due, if it is free, and counts the
   * reading that begins. Should that not end, the next one is due after the lease and a rest. From
   * the fifth on a person's own request does not shorten the rest, as each may end a process.
   *
   * @param alone no other reading has this process; only then is one that broke off taken again
   */
  Optional<Lease> leaseToRead(Transaction tx, ConnectionRef ref, Duration life, boolean alone) {
    return lease(
        tx,
        ref,
        life,
        """
        , attempts = attempts + 1, unfinished = unfinished + 1,
        due_at = oo_now() + greatest(:life * interval '1 millisecond', oo_rest(unfinished)),
        not_before = case when unfinished + 1 >= %d then oo_now() + oo_rest(unfinished) else not_before end
        """
            .formatted(Crashes.TOLD),
        "and state <> 'ended' and due_at <= oo_now()" + (alone ? "" : " and unfinished = 0"));
  }

  private static Optional<Lease> lease(
      Transaction tx, ConnectionRef ref, Duration life, String change, String condition) {
    UUID owner = Uuid7.next();
    long asked = System.nanoTime();
    return tx.sql(
            """
            update connection
            set lease_owner = :owner, lease_until = oo_now() + :life * interval '1 millisecond', fence = fence + 1 %s
            where user_id = :user and connection_id = :connection and (lease_until is null or lease_until <= oo_now())
              %s
            returning oo_now() as taken_at, lease_until, fence
            """
                .formatted(change, condition))
        .param("owner", owner)
        .param("life", life.toMillis())
        .param("user", user(ref))
        .param("connection", id(ref))
        .query((row, n) ->
            new Lease(
                ref,
                owner,
                instant(row, "taken_at"),
                instant(row, "lease_until"),
                row.getLong("fence"),
                asked))
        .optional();
  }

  /**
   * A lease as the row says, which is locked until commit.
   *
   * @param untaken it was not taken since
   * @param running its time is not over
   * @param ended the connection is
   */
  record LeaseState(boolean untaken, boolean running, boolean ended) {}

  Optional<LeaseState> lock(Transaction tx, Lease lease) {
    return tx.sql(
            """
            select fence = ? as untaken, coalesce(lease_until > oo_now(), false) as running, state = 'ended' as ended
            from connection where user_id = ? and connection_id = ? for no key update
            """)
        .params(lease.fence(), user(lease.connection()), id(lease.connection()))
        .query((row, n) ->
            new LeaseState(
                row.getBoolean("untaken"), row.getBoolean("running"), row.getBoolean("ended")))
        .optional();
  }

  void release(Transaction tx, Lease lease) {
    tx.sql(
            """
            update connection set lease_until = null, lease_owner = null
            where user_id = ? and connection_id = ? and fence = ?
            """)
        .params(user(lease.connection()), id(lease.connection()), lease.fence())
        .update();
  }

  /** Takes back the count of a reading that ended without one, and releases its lease. */
  void notRead(Transaction tx, Lease lease) {
    tx.sql(
            """
            update connection
            set attempts = greatest(0, attempts - 1), unfinished = 0, not_before = null,
                lease_until = null, lease_owner = null
            where user_id = ? and connection_id = ? and fence = ?
            """)
        .params(user(lease.connection()), id(lease.connection()), lease.fence())
        .update();
  }

  /**
   * Notes a reading, releases its lease and sets when the next one is due: {@code soon} if the
   * person was here within {@code here}, {@code late} otherwise. A due time that was set during the
   * reading stays. What a reading of changes could not read makes the next one full.
   *
   * @param fullAgain from a full reading to the next
   */
  void read(
      Transaction tx,
      Lease lease,
      ReadSchedule.Read read,
      Duration here,
      Duration soon,
      Duration late,
      Duration fullAgain) {
    tx.sql(
            """
            update connection c
            set cursor = :cursor, read_at = oo_now(), attempts = 0, unfinished = 0, last_error = null, not_before = null,
                traceparent = case when c.due_at < c.lease_until then c.traceparent end,
                lease_owner = null, lease_until = null, healed = c.healed + :healed,
                unreadable = case when :full then :unreadable else greatest(c.unreadable, :unreadable) end,
                full_due_at = case
                  when :full then oo_now() + :fullAgain * interval '1 millisecond'
                  when :unreadable > 0 then oo_now()
                  else c.full_due_at end,
                due_at = case
                  when c.due_at < c.lease_until then c.due_at
                  when u.seen_at > oo_now() - :here * interval '1 millisecond'
                    then oo_now() + :soon * interval '1 millisecond'
                  else oo_now() + :late * interval '1 millisecond' end
            from app_user u
            where u.user_id = c.user_id and c.user_id = :user and c.connection_id = :connection and c.fence = :fence
            """)
        .param("cursor", read.cursor())
        .param("full", read.full())
        .param("unreadable", read.unreadable())
        .param("healed", read.healed())
        .param("fullAgain", fullAgain.toMillis())
        .param("here", here.toMillis())
        .param("soon", soon.toMillis())
        .param("late", late.toMillis())
        .param("user", user(lease.connection()))
        .param("connection", id(lease.connection()))
        .param("fence", lease.fence())
        .update();
  }

  /**
   * Notes a failed reading, releases its lease and makes it due after {@code wait}. A connection
   * that asks the person keeps its error, and is due after an hour at the earliest.
   *
   * @param asked by the provider: no earlier call may be made
   */
  void readingFailed(
      Transaction tx, Lease lease, String error, @Nullable Duration asked, Duration wait) {
    tx.sql(
            """
            update connection
            set unfinished = 0, lease_owner = null, lease_until = null,
                last_error = case when state = 'reconnect' then last_error else :error end,
                not_before = oo_now() + :asked::bigint * interval '1 millisecond',
                due_at = oo_now() + greatest(
                  :wait * interval '1 millisecond', case when state = 'reconnect' then interval '1 hour' end)
            where user_id = :user and connection_id = :connection and fence = :fence
            """)
        .param("error", error)
        .param("asked", asked == null ? null : asked.toMillis())
        .param("wait", wait.toMillis())
        .param("user", user(lease.connection()))
        .param("connection", id(lease.connection()))
        .param("fence", lease.fence())
        .update();
  }

  boolean deferReading(Transaction tx, ConnectionRef ref, Duration wait) {
    return tx.sql(
                """
                update connection set due_at = later.at, hinted_at = later.at
                from (select oo_now() + ? * interval '1 millisecond' as at) later
                where user_id = ? and connection_id = ? and state <> 'ended' and due_at <= oo_now()
                """)
            .params(wait.toMillis(), user(ref), id(ref))
            .update()
        > 0;
  }

  List<ConnectionRef> claimDue(Transaction tx, int limit, Duration wait) {
    return tx.sql(
            """
            with due as (
              select user_id, connection_id from connection
              where state <> 'ended' and due_at <= oo_now()
                and (hinted_at is null or hinted_at < due_at or hinted_at < oo_now() - interval '60 seconds')
              order by due_at limit ? for update skip locked)
            update connection c set hinted_at = oo_now() + ? * interval '1 millisecond'
            from due
            where c.user_id = due.user_id and c.connection_id = due.connection_id
            returning c.user_id, c.connection_id
            """)
        .params(limit, wait.toMillis())
        .query(Connection::refOf)
        .list();
  }

  List<ConnectionRef> makeDue(Transaction tx, UserId user, SpanContext trace) {
    return tx
        .sql(
            """
            update connection
            set due_at = greatest(oo_now(), not_before), hinted_at = greatest(oo_now(), not_before), traceparent = ?
            where user_id = ? and state = 'live'
              and not (due_at <= oo_now() and coalesce(hinted_at > oo_now() - interval '5 seconds', false))
            returning user_id, connection_id, due_at <= oo_now() as now
            """)
        .params(Trace.traceparent(trace), user.value())
        .query((row, n) ->
            row.getBoolean("now")
                ? Optional.of(Connection.refOf(row, n))
                : Optional.<ConnectionRef>empty())
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  void dueNow(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update connection set due_at = oo_now(), hinted_at = null
            where user_id = ? and connection_id = ? and state = 'live' and due_at > oo_now()
            """)
        .params(user(ref), id(ref))
        .update();
  }

  /** Connections that are due to be read and that no reader holds. */
  public Waiting waiting(Sql db) {
    return Waiting.of(
        db,
        READINGS,
        """
        select greatest(due_at, not_before) as since, greatest(due_at, not_before) as due from connection
        where state <> 'ended' and due_at <= oo_now()
          and (not_before is null or not_before <= oo_now())
          and (lease_until is null or lease_until <= oo_now())
        order by due_at
        """);
  }

  /** How many ask their person to renew them, {@link Waiting#MOST} at most. */
  public long toRenew(Sql db) {
    return db.sql(
            "select count(*) from (select from connection where state = 'reconnect' limit ?) counted")
        .param(Waiting.MOST)
        .query(Long.class)
        .single();
  }

  private static UUID user(ConnectionRef ref) {
    return ref.user().value();
  }

  private static UUID id(ConnectionRef ref) {
    return ref.connection().value();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
