package oo.vault;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.vault.TokenVault.Sealed;
import org.jspecify.annotations.Nullable;

/** The table credential. */
final class CredentialStore {

  /**
   * @param refreshAt null when the access token does not expire
   * @param refreshSentAt when a refresh was sent whose answer is not known; null when there is none
   * @param dead the provider said that the grant is over
   * @param doubted the provider refuses access, without saying that the grant is over
   */
  record Row(
      Sealed sealed,
      @Nullable Instant refreshAt,
      @Nullable Instant refreshSentAt,
      boolean dead,
      boolean doubted) {}

  Optional<Row> find(Sql db, ConnectionRef ref) {
    return db.sql(
            """
            select key_id, sealed, refresh_at, refresh_sent_at, dead, unauthorized_since is not null as doubted
            from credential where user_id = ? and connection_id = ?
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) ->
            new Row(
                new Sealed(row.getString("key_id"), row.getBytes("sealed")),
                instant(row, "refresh_at"),
                instant(row, "refresh_sent_at"),
                row.getBoolean("dead"),
                row.getBoolean("doubted")))
        .optional();
  }

  /** Stores a new grant; nothing is held against it. */
  void put(Transaction tx, ConnectionRef ref, Sealed sealed, @Nullable Instant refreshAt) {
    tx.sql(
            """
            insert into credential (user_id, connection_id, key_id, sealed, refresh_at, stored_at)
            values (:user, :connection, :keyId, :sealed, :refreshAt, oo_now())
            on conflict (user_id, connection_id) do update
            set key_id = excluded.key_id, sealed = excluded.sealed, refresh_at = excluded.refresh_at,
                stored_at = excluded.stored_at, refresh_sent_at = null, dead = false, unauthorized_since = null
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("keyId", sealed.keyId())
        .param("sealed", sealed.bytes())
        .param("refreshAt", refreshAt == null ? null : refreshAt.atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Replaces the tokens of the same grant.
   *
   * @param answered the answer of every refresh is known
   */
  void replace(
      Transaction tx,
      ConnectionRef ref,
      Sealed sealed,
      @Nullable Instant refreshAt,
      boolean answered) {
    tx.sql(
            """
            update credential
            set key_id = :keyId, sealed = :sealed, refresh_at = :refreshAt, stored_at = oo_now(),
                refresh_sent_at = case when not :answered then refresh_sent_at end
            where user_id = :user and connection_id = :connection
            """)
        .param("keyId", sealed.keyId())
        .param("sealed", sealed.bytes())
        .param("refreshAt", refreshAt == null ? null : refreshAt.atOffset(ZoneOffset.UTC))
        .param("answered", answered)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .update();
  }

  /** Notes, before a refresh is sent, that its answer is not known. */
  void refreshSent(Sql db, ConnectionRef ref) {
    db.sql(
            """
            update credential set refresh_sent_at = coalesce(refresh_sent_at, oo_now())
            where user_id = ? and connection_id = ?
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** The refresh certainly did nothing. */
  void refreshUnused(Sql db, ConnectionRef ref) {
    db.sql("update credential set refresh_sent_at = null where user_id = ? and connection_id = ?")
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** The provider said that the grant is over. */
  void dead(Transaction tx, ConnectionRef ref) {
    tx.sql("update credential set dead = true where user_id = ? and connection_id = ?")
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /**
   * Notes that the provider refuses access.
   *
   * @return whether it has for 24 hours, without a success meanwhile
   */
  boolean refused(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            update credential set unauthorized_since = coalesce(unauthorized_since, oo_now())
            where user_id = ? and connection_id = ?
            returning unauthorized_since <= oo_now() - interval '24 hours'
            """)
        .params(ref.user().value(), ref.connection().value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** The provider gave access. */
  void accepted(Sql db, ConnectionRef ref) {
    db.sql(
            """
            update credential set unauthorized_since = null where user_id = ? and connection_id = ?
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** What one row has sealed. */
  record Stored(ConnectionRef whose, Sealed sealed) {}

  /** How many rows each key has sealed, by its id. */
  Map<String, Long> sealedByKey(Sql db) {
    var rows = new TreeMap<String, Long>();
    db.sql("select key_id, count(*) as rows from credential group by key_id")
        .query(row -> {
          rows.put(row.getString("key_id"), row.getLong("rows"));
        });
    return rows;
  }

  /**
   * Rows that another key sealed, in the order of their connections.
   *
   * @param after null for the first ones
   */
  List<Stored> sealedByOthers(Sql db, String keyId, @Nullable ConnectionRef after, int limit) {
    return db.sql(
            """
            select user_id, connection_id, key_id, sealed from credential
            where key_id <> ? and (user_id, connection_id) > (?, ?)
            order by user_id, connection_id limit ?
            """)
        .params(
            keyId,
            after == null ? new UUID(0, 0) : after.user().value(),
            after == null ? new UUID(0, 0) : after.connection().value(),
            limit)
        .query((row, n) ->
            new Stored(
                new ConnectionRef(
                    new UserId(row.getObject("user_id", UUID.class)),
                    new ConnectionId(row.getObject("connection_id", UUID.class))),
                new Sealed(row.getString("key_id"), row.getBytes("sealed"))))
        .list();
  }

  /**
   * Stores the same tokens sealed otherwise, unless a row has other ones by now.
   *
   * @param before of the same rows as {@code after}, in the same order
   * @return how many rows it wrote
   */
  int sealAgain(Sql db, List<Stored> before, List<Stored> after) {
    return db.sql(
            """
            update credential c set key_id = n.key_id, sealed = decode(n.sealed, 'base64')
            from unnest(?, ?, ?, ?, ?) as n (user_id, connection_id, was, key_id, sealed)
            where c.user_id = n.user_id and c.connection_id = n.connection_id and c.sealed = decode(n.was, 'base64')
            """)
        .params(
            db.uuids(before.stream().map(row -> row.whose().user().value()).toList()),
            db.uuids(before.stream().map(row -> row.whose().connection().value()).toList()),
            base64(db, before),
            db.texts(after.stream().map(row -> row.sealed().keyId()).toList()),
            base64(db, after))
        .update();
  }

  /** As text, because the driver sends no array of bytea. */
  private static Array base64(Sql db, List<Stored> rows) {
    return db.texts(
        rows.stream()
            .map(row -> Base64.getEncoder().encodeToString(row.sealed().bytes()))
            .toList());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
