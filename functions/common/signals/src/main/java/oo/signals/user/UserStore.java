package oo.signals.user;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.contract.Profile;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** The table app_user. Stateless; every method is part of the caller's transaction. */
public final class UserStore {

  public UserId add(Transaction tx, @Nullable String email, @Nullable String name) {
    var user = new UserId(Uuid7.next());
    tx.sql(
            """
            insert into app_user (user_id, email, name, created_at, seen_at)
            values (?, ?, ?, oo_now(), oo_now())
            """)
        .param(user.value())
        .param(email)
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
      @Nullable String name) {
    return tx.sql(
            """
            update app_user u
            set email = coalesce(:email, email), name = coalesce(:name, name), seen_at = oo_now()
            from identity i
            where i.issuer = :issuer and i.subject = :subject and u.user_id = i.user_id and u.deleted_at is null
            returning u.user_id
            """)
        .param("email", email)
        .param("name", name)
        .param("issuer", issuer)
        .param("subject", subject)
        .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
        .optional();
  }

  /** Finds the profile, without its sessions. */
  public Optional<Profile> profile(Transaction tx, UserId user) {
    return tx.sql("select email, name, created_at from app_user where user_id = ?")
        .param(user.value())
        .query((row, n) ->
            new Profile(
                user.value(),
                row.getString("email"),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                List.of()))
        .optional();
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
    tx.sql("update app_user set deleted_at = oo_now(), email = null, name = null where user_id = ?")
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
