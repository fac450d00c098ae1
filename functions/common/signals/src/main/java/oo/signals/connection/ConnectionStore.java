package oo.signals.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** The connection rows. Stateless; every method is part of the caller's transaction. */
public final class ConnectionStore {
  private static final String COLUMNS =
      """
      user_id, connection_id, provider, account_id, account_name, state, cursor, open_tasks, due_at, read_at,
      attempts, last_error, state = 'live' and due_at <= oo_now() as due, coalesce(lease_until > oo_now(), false) as leased
      """;

  /** The connection, also when it is ended. */
  public Optional<Connection> find(Transaction tx, ConnectionRef ref) {
    return tx.sql("select " + COLUMNS + " from connection where user_id = ? and connection_id = ?")
        .params(ref.user().value(), ref.connection().value())
        .query(ConnectionStore::row)
        .optional();
  }

  /** The user's connections that are not ended, oldest first. */
  public List<Connection> of(Transaction tx, UserId user) {
    return tx.sql(
            "select "
                + COLUMNS
                + " from connection where user_id = ? and state <> 'ended' order by connection_id")
        .param(user.value())
        .query(ConnectionStore::row)
        .list();
  }

  /**
   * Connects an account, or renews it: the connection of the same account that is not ended keeps
   * its id, its tasks and its cursor, and is live again. It is due at once. Whoever held its lease
   * has lost it: what they know belongs to the grant before.
   */
  public ConnectionRef connect(
      Transaction tx,
      UserId user,
      String provider,
      String accountId,
      @Nullable String accountName,
      Trace trace) {
    UUID id =
        tx.sql(
                """
                insert into connection (user_id, connection_id, provider, account_id, account_name, state, created_at,
                                        due_at, hinted_at, traceparent)
                values (?, ?, ?, ?, ?, 'live', oo_now(), oo_now(), oo_now(), ?)
                on conflict (user_id, provider, account_id) where state <> 'ended' do update
                set account_name = excluded.account_name, state = 'live', due_at = oo_now(), hinted_at = oo_now(),
                    attempts = 0, last_error = null, traceparent = excluded.traceparent,
                    fence = connection.fence + 1, lease_owner = null, lease_until = null
                returning connection_id
                """)
            .params(user.value(), Uuid7.next(), provider, accountId)
            .param(accountName)
            .param(trace.traceparent())
            .query(UUID.class)
            .single();
    // What could not be delivered without the renewal can be now; whoever is at it lost the lease.
    tx.sql(
            """
            update delivery
            set hinted_at = null, due_at = case when state = 'waiting' then oo_now() else due_at end,
                sending_until = case when state = 'sending' then oo_now() end
            where user_id = ? and connection_id = ? and state in ('waiting', 'sending') and attempts > 0
            """)
        .params(user.value(), id)
        .update();
    return new ConnectionRef(user, new ConnectionId(id));
  }

  /**
   * Takes the lease, unless somebody holds it. A connection that is ended can be leased too: its
   * grant is revoked.
   */
  public Optional<Lease> lease(Transaction tx, ConnectionRef ref, Duration life) {
    UUID owner = Uuid7.next();
    long asked = System.nanoTime();
    return tx.sql(
            """
            update connection
            set lease_owner = ?, lease_until = oo_now() + ? * interval '1 millisecond', fence = fence + 1
            where user_id = ? and connection_id = ? and (lease_until is null or lease_until <= oo_now())
            returning oo_now() as taken_at, lease_until, fence
            """)
        .params(owner, life.toMillis(), ref.user().value(), ref.connection().value())
        .query(
            (row, n) ->
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
   * Takes the lease to read a connection that is live and due, unless somebody holds it. It is due
   * again when the lease ends, in case its holder does not live to say more; until then another
   * hint finds nothing to do.
   */
  public Optional<Lease> leaseToRead(Transaction tx, ConnectionRef ref, Duration life) {
    UUID owner = Uuid7.next();
    long asked = System.nanoTime();
    return tx.sql(
            """
            update connection
            set lease_owner = ?, lease_until = oo_now() + ? * interval '1 millisecond', fence = fence + 1,
                due_at = oo_now() + ? * interval '1 millisecond'
            where user_id = ? and connection_id = ? and state = 'live' and due_at <= oo_now()
              and (lease_until is null or lease_until <= oo_now())
            returning oo_now() as taken_at, lease_until, fence
            """)
        .params(
            owner, life.toMillis(), life.toMillis(), ref.user().value(), ref.connection().value())
        .query(
            (row, n) ->
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
   * Puts off a reading that is due while somebody else holds the lease.
   *
   * @return false when it is not due: there is nothing to come back for
   */
  public boolean deferReading(Transaction tx, ConnectionRef ref, Duration wait) {
    return tx.sql(
                """
                update connection
                set due_at = oo_now() + ? * interval '1 millisecond', hinted_at = oo_now() + ? * interval '1 millisecond'
                where user_id = ? and connection_id = ? and state = 'live' and due_at <= oo_now()
                """)
            .params(wait.toMillis(), wait.toMillis(), ref.user().value(), ref.connection().value())
            .update()
        > 0;
  }

  /** As {@link #holds}, and the connection is still live: what was read of it may be kept. */
  public boolean mayKeep(Transaction tx, Lease lease) {
    return holds(tx, lease)
        && tx.sql("select state = 'live' from connection where user_id = ? and connection_id = ?")
            .params(lease.connection().user().value(), lease.connection().connection().value())
            .query(Boolean.class)
            .optional()
            .orElse(false);
  }

  /**
   * It was read: gives the lease back and says when to read it next, which is in five minutes while
   * the person is here and in six hours else; at once when somebody asked meanwhile.
   *
   * @param cursor where the next reading goes on
   */
  public void read(Transaction tx, Lease lease, String cursor) {
    tx.sql(
            """
            update connection c
            set cursor = ?, read_at = oo_now(), attempts = 0, last_error = null, not_before = null,
                traceparent = case when c.due_at < c.lease_until then c.traceparent end,
                lease_owner = null, lease_until = null,
                due_at = case
                  when c.due_at < c.lease_until then c.due_at
                  when u.seen_at > oo_now() - interval '30 minutes'
                    then oo_now() + interval '5 minutes' + ? * interval '30 seconds'
                  else oo_now() + interval '5 hours 30 minutes' + ? * interval '1 hour' end
            from app_user u
            where u.user_id = c.user_id and c.user_id = ? and c.connection_id = ? and c.fence = ?
            """)
        .params(
            cursor,
            spread(lease.connection()),
            spread(lease.connection()),
            lease.connection().user().value(),
            lease.connection().connection().value(),
            lease.fence())
        .update();
  }

  /**
   * It could not be read: gives the lease back and tries again later, each time later, from a
   * minute to six hours.
   *
   * @param error in words for a person
   * @param retryAfter how long the provider asks to wait; null when it does not
   */
  public void readingFailed(
      Transaction tx, Lease lease, String error, @Nullable Duration retryAfter) {
    double spread = spread(lease.connection());
    tx.sql(
            """
            update connection c
            set attempts = c.attempts + 1, last_error = ?, lease_owner = null, lease_until = null,
                not_before = oo_now() + ?::bigint * interval '1 millisecond',
                due_at = oo_now() + coalesce(
                  ?::bigint * interval '1 millisecond',
                  least(interval '6 hours', interval '1 minute' * 2 ^ least(c.attempts, 10))) * (1 + ? / 10)
            where c.user_id = ? and c.connection_id = ? and c.fence = ?
            """)
        .param(error)
        .param(retryAfter == null ? null : retryAfter.toMillis())
        .param(retryAfter == null ? null : retryAfter.toMillis())
        .param(spread)
        .param(lease.connection().user().value())
        .param(lease.connection().connection().value())
        .param(lease.fence())
        .update();
  }

  /** From 0 to 1, the same for a connection each time: keeps those that began together apart. */
  private static double spread(ConnectionRef ref) {
    long random = ref.connection().value().getLeastSignificantBits() & 0xFFFF;
    return random / 65_536.0;
  }

  /**
   * Claims connections that are due and not hinted at, those that wait longest first. Two callers
   * at once get different ones.
   *
   * @param wait until their hint arrives
   */
  public List<ConnectionRef> claimDue(Transaction tx, int limit, Duration wait) {
    return tx.sql(
            """
            with due as (
              select user_id, connection_id from connection
              where state = 'live' and due_at <= oo_now()
                and (hinted_at is null or hinted_at < due_at or hinted_at < oo_now() - interval '60 seconds')
              order by due_at limit ? for update skip locked)
            update connection c set hinted_at = oo_now() + ? * interval '1 millisecond'
            from due
            where c.user_id = due.user_id and c.connection_id = due.connection_id
            returning c.user_id, c.connection_id
            """)
        .params(limit, wait.toMillis())
        .query(
            (row, n) ->
                new ConnectionRef(
                    new UserId(row.getObject("user_id", UUID.class)),
                    new ConnectionId(row.getObject("connection_id", UUID.class))))
        .list();
  }

  /**
   * Makes a user's live connections due, at once or when their provider allows it again.
   *
   * @return those to send a hint of; one that was hinted at a moment ago has it still
   */
  public List<ConnectionRef> makeDue(Transaction tx, UserId user, Trace trace) {
    return tx
        .sql(
            """
            update connection
            set due_at = greatest(oo_now(), not_before), hinted_at = greatest(oo_now(), not_before), traceparent = ?
            where user_id = ? and state = 'live'
              and not (due_at <= oo_now() and hinted_at > oo_now() - interval '5 seconds')
            returning connection_id, due_at <= oo_now() as now
            """)
        .params(trace.traceparent(), user.value())
        .query(
            (row, n) ->
                row.getBoolean("now")
                    ? Optional.of(
                        new ConnectionRef(
                            user, new ConnectionId(row.getObject("connection_id", UUID.class))))
                    : Optional.<ConnectionRef>empty())
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Whether the lease is still the holder's, with the connection's row locked until the transaction
   * ends. Whoever commits what a provider said asks this first in the same transaction.
   */
  public boolean holds(Transaction tx, Lease lease) {
    return tx.sql(
            """
            select fence = ? and lease_until > oo_now() from connection
            where user_id = ? and connection_id = ? for no key update
            """)
        .params(
            lease.fence(),
            lease.connection().user().value(),
            lease.connection().connection().value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * Whether nobody has taken the lease since, even if its time is over, with the connection's row
   * locked until the transaction ends. That is enough for a refreshed token, and for nothing else:
   * the old one is dead at the provider, and nobody else can have used it.
   */
  public boolean nobodyElseHeld(Transaction tx, Lease lease) {
    return tx.sql(
            """
            select fence = ? from connection
            where user_id = ? and connection_id = ? for no key update
            """)
        .params(
            lease.fence(),
            lease.connection().user().value(),
            lease.connection().connection().value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** Gives the lease back, if it is still the holder's. */
  public void release(Transaction tx, Lease lease) {
    tx.sql(
            """
            update connection set lease_until = null, lease_owner = null
            where user_id = ? and connection_id = ? and fence = ?
            """)
        .params(
            lease.connection().user().value(),
            lease.connection().connection().value(),
            lease.fence())
        .update();
  }

  /** Where the next read goes on. Only under the lease. */
  public void advance(Transaction tx, ConnectionRef ref, String cursor) {
    tx.sql("update connection set cursor = ? where user_id = ? and connection_id = ?")
        .params(cursor, ref.user().value(), ref.connection().value())
        .update();
  }

  /** Makes it due to be read; the schedule finds it. */
  public void dueNow(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update connection set due_at = oo_now(), hinted_at = null
            where user_id = ? and connection_id = ? and state = 'live' and due_at > oo_now()
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /**
   * Only the person can mend it: hides its tasks and asks for a renewal. Its token and its rows
   * stay.
   */
  public void needsReconnect(Transaction tx, ConnectionRef ref, String error) {
    tx.sql(
            """
            update connection set state = 'reconnect', last_error = ?
            where user_id = ? and connection_id = ? and state = 'live'
            """)
        .params(error, ref.user().value(), ref.connection().value())
        .update();
  }

  /**
   * Ends a connection at once and makes its revocation due: its tasks are in no set any more, its
   * open decision is over, its pending deliveries are cancelled. The sealed token stays until it is
   * revoked. Constant work.
   *
   * @return false when there is none that is not ended
   */
  public boolean end(Transaction tx, ConnectionRef ref, Trace trace) {
    boolean ended =
        tx.sql(
                    """
                    update connection set state = 'ended', ended_at = oo_now()
                    where user_id = ? and connection_id = ? and state <> 'ended'
                    """)
                .params(ref.user().value(), ref.connection().value())
                .update()
            > 0;
    if (ended) {
      tx.sql(
              """
              update decision set state = 'gone_at_source', ended_at = oo_now()
              where user_id = ? and connection_id = ? and state = 'open'
              """)
          .params(ref.user().value(), ref.connection().value())
          .update();
      tx.sql(
              """
              update delivery set state = 'cancelled', settled_at = oo_now()
              where user_id = ? and connection_id = ? and state = 'waiting'
              """)
          .params(ref.user().value(), ref.connection().value())
          .update();
      tx.sql(
              """
              insert into revocation (user_id, connection_id, due_at, hinted_at, purge_at, traceparent)
              values (?, ?, oo_now(), oo_now(), oo_now() + interval '24 hours', ?)
              on conflict do nothing
              """)
          .params(ref.user().value(), ref.connection().value(), trace.traceparent())
          .update();
    }
    return ended;
  }

  /**
   * Ends all connections of a user.
   *
   * @return those that were ended now
   */
  public List<ConnectionRef> endAll(Transaction tx, UserId user, Trace trace) {
    var refs = of(tx, user).stream().map(Connection::ref).toList();
    return refs.stream().filter(ref -> end(tx, ref, trace)).toList();
  }

  private static Connection row(ResultSet row, int n) throws SQLException {
    return new Connection(
        new ConnectionRef(
            new UserId(row.getObject("user_id", UUID.class)),
            new ConnectionId(row.getObject("connection_id", UUID.class))),
        row.getString("provider"),
        row.getString("account_id"),
        row.getString("account_name"),
        Connection.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("cursor"),
        row.getInt("open_tasks"),
        instant(row, "due_at"),
        maybe(row, "read_at"),
        row.getInt("attempts"),
        row.getString("last_error"),
        row.getBoolean("due"),
        row.getBoolean("leased"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant maybe(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
