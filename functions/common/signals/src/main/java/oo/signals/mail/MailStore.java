package oo.signals.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.health.Waiting;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.hints.MailHint;
import org.jspecify.annotations.Nullable;

/**
 * The table mail. A mail is written in the transaction of what it tells, also when the operator has
 * not configured mail: {@code sweep_outbox} then drops it.
 */
public final class MailStore {
  /** After the first mail about a connection, if the person has not renewed it. */
  private static final Duration AGAIN = Duration.ofDays(7);

  /** Mails of a user in 24 hours; further ones are not written. */
  private static final int MOST_A_DAY = 20;

  /**
   * A mail that is due, after {@link #begin}.
   *
   * @param address null when there is none that is known to be the person's
   * @param wanted the person has not stopped mail of this kind, and what it tells still holds
   * @param attempts including this one
   */
  public record Due(
      MailKind kind, @Nullable String address, boolean wanted, int attempts, Instant now) {}

  /** Whose mails of what kind a link stops. */
  public record Stop(UserId user, MailKind kind) {}

  /** A connection must be renewed: a mail now, and one in a week, unless {@link #cancel} comes. */
  public void reconnect(Transaction tx, ConnectionRef ref) {
    for (Duration in : List.of(Duration.ZERO, AGAIN)) {
      add(tx, ref.user(), MailKind.reconnect, ref.connection().value(), in);
    }
  }

  /**
   * Connections must be renewed as the database was restored: one mail for all of them, now. A
   * no-op when there is one of this restore.
   */
  public void restored(Transaction tx, UserId user) {
    tx.sql(
            """
            insert into mail (user_id, mail_id, kind, state, due_at, traceparent, created_at)
            select :user, md5(:user::text || restored_at::text)::uuid, 'reconnect', 'waiting', oo_now(), :traceparent, oo_now()
            from restoration order by restored_at desc limit 1
            on conflict do nothing
            """)
        .param("user", user.value())
        .param("traceparent", Trace.traceparent(Invocation.trace()))
        .update();
  }

  /** Mails that are due. */
  public Waiting waiting(Sql db) {
    return Waiting.of(
        db,
        "mails",
        """
        select due_at as since, due_at as due from mail
        where state = 'waiting' and due_at <= oo_now() order by due_at
        """);
  }

  /** A session was reused. While a mail about another one waits, that mail tells of both. */
  public void sessionReused(Transaction tx, UserId user) {
    boolean waits =
        tx.sql(
                """
                select exists (
                  select from mail
                  where user_id = ? and kind = 'session_reuse' and state = 'waiting' and attempts = 0)
                """)
            .param(user.value())
            .query(Boolean.class)
            .single();
    if (!waits) {
      add(tx, user, MailKind.session_reuse, null, Duration.ZERO);
    }
  }

  private static void add(
      Transaction tx, UserId user, MailKind kind, @Nullable UUID connection, Duration in) {
    tx.sql(
            """
            insert into mail (user_id, mail_id, kind, connection_id, state, due_at, traceparent, created_at)
            select :user, :mail, :kind, :connection::uuid, 'waiting', oo_now() + :in * interval '1 second',
                   :traceparent, oo_now()
            where (select count(*) from mail
                   where user_id = :user and created_at > oo_now() - interval '1 day') < :most
            """)
        .param("user", user.value())
        .param("mail", Uuid7.next())
        .param("kind", kind.name())
        .param("connection", connection)
        .param("in", in.toSeconds())
        .param("traceparent", Trace.traceparent(Invocation.trace()))
        .param("most", MOST_A_DAY)
        .update();
  }

  /** The connection needs no renewal any more: no mail that waits tells of it. */
  public void cancel(Transaction tx, ConnectionRef ref) {
    tx.sql("delete from mail where user_id = ? and connection_id = ? and state = 'waiting'")
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Deletes all of a user's mails; their links stop nothing any more. */
  public void deleteAll(Transaction tx, UserId user) {
    tx.sql("delete from mail where user_id = ?").param(user.value()).update();
  }

  /**
   * Counts an attempt before it begins. Should it not end, the next one is due after the lease and
   * a rest that doubles with each attempt.
   *
   * @param lease longer than the attempt may take
   * @param stopHash of the token in this attempt's link
   * @return empty when the mail is not due, was sent, or is gone
   */
  public Optional<Due> begin(Transaction tx, MailHint mail, Duration lease, byte[] stopHash) {
    return tx.sql(
            """
            update mail m
            set attempts = attempts + 1, stop_hashes = stop_hashes || :hash::bytea, hinted_at = null,
                due_at = oo_now() + :lease * interval '1 second' + oo_rest(attempts)
            from app_user u
            where m.user_id = :user and m.mail_id = :mail and u.user_id = m.user_id
              and m.state = 'waiting' and m.due_at <= oo_now()
            returning case when m.kind = 'reconnect' and m.connection_id is null then 'restored' else m.kind end as kind,
              m.attempts, oo_now() as now,
              case when u.email_verified and u.deleted_at is null then u.email end as address,
              case m.kind
                when 'session_reuse' then u.mail_session_reuse
                else u.mail_reconnect and exists (
                  select from connection c
                  where c.user_id = m.user_id and c.state = 'reconnect'
                    and (m.connection_id is null or c.connection_id = m.connection_id))
              end as wanted
            """)
        .param("hash", stopHash)
        .param("lease", lease.toSeconds())
        .param("user", mail.user().value())
        .param("mail", mail.mail())
        .query((row, n) ->
            new Due(
                MailKind.valueOf(row.getString("kind")),
                row.getString("address"),
                row.getBoolean("wanted"),
                row.getInt("attempts"),
                row.getObject("now", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /** The mail server took it, also when another attempt began meanwhile. */
  public void sent(Transaction tx, MailHint mail) {
    settle(tx, mail, "sent", null);
  }

  /** It is not tried again; the row stays for the operator. */
  public void park(Transaction tx, MailHint mail, String error) {
    settle(tx, mail, "parked", error);
  }

  private static void settle(Transaction tx, MailHint mail, String state, @Nullable String error) {
    tx.sql(
            """
            update mail set state = ?, settled_at = oo_now(), last_error = ?
            where user_id = ? and mail_id = ? and state = 'waiting'
            """)
        .param(state)
        .param(error)
        .param(mail.user().value())
        .param(mail.mail())
        .update();
  }

  /** Tries again after a while, unless another attempt began meanwhile. */
  public void later(Transaction tx, MailHint mail, int attempts, Duration wait, String error) {
    tx.sql(
            """
            update mail set due_at = oo_now() + ? * interval '1 millisecond', last_error = ?
            where user_id = ? and mail_id = ? and state = 'waiting' and attempts = ?
            """)
        .params(wait.toMillis(), error, mail.user().value(), mail.mail(), attempts)
        .update();
  }

  /** It is not sent: the person does not want it, or what it tells is over. */
  public void drop(Transaction tx, MailHint mail) {
    tx.sql("delete from mail where user_id = ? and mail_id = ? and state = 'waiting'")
        .params(mail.user().value(), mail.mail())
        .update();
  }

  /** What the link of a mail stops; empty for a token that was never sent or is forgotten. */
  public Optional<Stop> stop(Sql db, byte[] stopHash) {
    return db.sql("select user_id, kind from mail where stop_hashes @> array[?::bytea]")
        .param(stopHash)
        .query((row, n) ->
            new Stop(
                new UserId(row.getObject("user_id", UUID.class)),
                MailKind.valueOf(row.getString("kind"))))
        .optional();
  }
}
