package oo.signals.user;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.contract.MailWishes;
import oo.contract.Profile;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.mail.MailKind;
import org.jspecify.annotations.Nullable;

/** The table app_user. Stateless; every method is part of the caller's transaction. */
public final class UserStore {

  /**
   * @param emailVerified the issuer says that the address is the person's
   */
  public UserId add(
      Transaction tx, @Nullable String email, boolean emailVerified, @Nullable String name) {
    var user = new UserId(Uuid7.next());
    tx.sql(
            """
            insert into app_user (user_id, email, email_verified, name, created_at, seen_at)
            values (?, ?, ?, ?, oo_now(), oo_now())
            """)
        .param(user.value())
        .param(email)
        .param(emailVerified)
        .param(name)
        .update();
    return user;
  }

  /**
   * Finds the user of an identity and keeps what its issuer says now; null keeps what is known. The
   * row is locked until commit. Empty when there is no user, or a deleted one.
   */
  public Optional<UserId> signIn(
      Transaction tx,
      String issuer,
      String subject,
      @Nullable String email,
      boolean emailVerified,
      @Nullable String name) {
    return tx.sql(
            """
            update app_user u
            set email = coalesce(:email, email),
                email_verified = case when :email::text is null then email_verified else :verified end,
                name = coalesce(:name, name), seen_at = oo_now()
            from identity i
            where i.issuer = :issuer and i.subject = :subject and u.user_id = i.user_id and u.deleted_at is null
            returning u.user_id
            """)
        .param("email", email)
        .param("verified", emailVerified)
        .param("name", name)
        .param("issuer", issuer)
        .param("subject", subject)
        .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
        .optional();
  }

  /** Finds the profile, without its sessions. */
  public Optional<Profile> profile(Transaction tx, UserId user) {
    return tx.sql(
            "select email, name, created_at, mail_reconnect, mail_session_reuse from app_user where user_id = ?")
        .param(user.value())
        .query((row, n) ->
            new Profile(
                user.value(),
                row.getString("email"),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                new MailWishes(
                    row.getBoolean("mail_reconnect"), row.getBoolean("mail_session_reuse")),
                List.of()))
        .optional();
  }

  /** Keeps which mails the user wants. */
  public void wish(Transaction tx, UserId user, MailWishes wishes) {
    tx.sql("update app_user set mail_reconnect = ?, mail_session_reuse = ? where user_id = ?")
        .params(wishes.reconnect(), wishes.sessionReuse(), user.value())
        .update();
  }

  /**
   * Stops mails of a kind.
   *
   * @param all of any other kind too
   * @return false when there is no such user, or it is deleted
   */
  public boolean stopMail(Transaction tx, UserId user, MailKind kind, boolean all) {
    return tx.sql(
                """
                update app_user
                set mail_reconnect = mail_reconnect and not :reconnect,
                    mail_session_reuse = mail_session_reuse and not :reuse
                where user_id = :user and deleted_at is null
                """)
            .param("reconnect", all || kind != MailKind.session_reuse)
            .param("reuse", all || kind == MailKind.session_reuse)
            .param("user", user.value())
            .update()
        > 0;
  }

  /**
   * What {@link #look} found.
   *
   * @param now by the database's clock
   * @param zone in which the user's days begin; UTC until a page has sent one
   * @param delivering taps are on their way to a source, or were settled in the last two minutes
   */
  public record Look(Instant now, ZoneId zone, boolean delivering) {}

  /** Notes, like {@link #seen}, that a page asks for a tip; what that takes in one statement. */
  public Look look(Transaction tx, UserId user) {
    return tx.sql(
            """
            with seen as (
              update app_user set seen_at = oo_now()
              where user_id = :user and deleted_at is null and seen_at < oo_now() - interval '1 minute')
            select oo_now() as now, (select zone from app_user where user_id = :user) as zone,
                   exists (
                     select from delivery
                     where user_id = :user
                       and (settled_at is null or settled_at > oo_now() - interval '2 minutes')) as delivering
            """)
        .param("user", user.value())
        .query((row, n) ->
            new Look(
                row.getObject("now", OffsetDateTime.class).toInstant(),
                zone(row.getString("zone")).orElse(ZoneOffset.UTC),
                row.getBoolean("delivering")))
        .single();
  }

  /** The zone in which the user's days begin; UTC until a page has sent one. */
  public ZoneId zone(Transaction tx, UserId user) {
    return tx.sql("select zone from app_user where user_id = ? and zone is not null")
        .param(user.value())
        .query(String.class)
        .optional()
        .flatMap(UserStore::zone)
        .orElse(ZoneOffset.UTC);
  }

  /** Keeps the zone that a page has sent. */
  public void moveTo(Transaction tx, UserId user, ZoneId zone) {
    tx.sql("update app_user set zone = ? where user_id = ? and deleted_at is null")
        .params(zone.getId(), user.value())
        .update();
  }

  /** Empty for a name that is unknown here: zones are added, and a page may be newer. */
  public static Optional<ZoneId> zone(@Nullable String name) {
    try {
      return Optional.ofNullable(name).map(ZoneId::of);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Notes that a page of the user asks for something. The row is written at most once a minute.
   *
   * @return now, by the database's clock
   */
  public Instant seen(Sql db, UserId user) {
    return db.sql(
            """
            with seen as (
              update app_user set seen_at = oo_now()
              where user_id = ? and deleted_at is null and seen_at < oo_now() - interval '1 minute')
            select oo_now()
            """)
        .param(user.value())
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }

  /**
   * Locks the row against every row that refers to it: what another transaction adds for this user
   * is there afterwards or waits until commit.
   */
  public void lock(Transaction tx, UserId user) {
    tx.sql("select user_id from app_user where user_id = ? for update")
        .param(user.value())
        .query(UUID.class)
        .optional();
  }

  /**
   * Locks the row against deletion until commit.
   *
   * @return false when the user is deleted
   */
  public boolean lockUndeleted(Transaction tx, UserId user) {
    return tx.sql("select user_id from app_user where user_id = ? and deleted_at is null for share")
        .param(user.value())
        .query(UUID.class)
        .optional()
        .isPresent();
  }

  /** Marks the user as deleted and removes e-mail address and name. */
  public void delete(Transaction tx, UserId user) {
    tx.sql(
            "update app_user set deleted_at = oo_now(), email = null, name = null, zone = null where user_id = ?")
        .param(user.value())
        .update();
  }

  /** Removes a deleted user with all rows that are left, unless a connection is left. */
  public void purgeUnlessConnected(Transaction tx, UserId user) {
    tx.sql(
            """
            delete from app_user u
            where u.user_id = ? and u.deleted_at is not null
              and not exists (select 1 from connection c where c.user_id = u.user_id)
            """)
        .param(user.value())
        .update();
  }

  /** Removes a user that was added in this transaction. */
  public void remove(Transaction tx, UserId user) {
    tx.sql("delete from app_user where user_id = ?").param(user.value()).update();
  }
}
