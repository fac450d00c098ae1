package oo.vault;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.vault.TokenVault.Sealed;
import org.jspecify.annotations.Nullable;

/** The table credential. */
final class CredentialStore {

  /**
   * @param refreshAt null when the access token does not expire
   */
  record Row(Sealed sealed, @Nullable Instant refreshAt) {}

  Optional<Row> find(Sql db, ConnectionRef ref) {
    return db.sql(
            """
            select key_id, sealed, refresh_at from credential
            where user_id = ? and connection_id = ?
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) -> {
          OffsetDateTime refreshAt = row.getObject("refresh_at", OffsetDateTime.class);
          return new Row(
              new Sealed(row.getString("key_id"), row.getBytes("sealed")),
              refreshAt == null ? null : refreshAt.toInstant());
        })
        .optional();
  }

  void put(Transaction tx, ConnectionRef ref, Sealed sealed, @Nullable Instant refreshAt) {
    tx.sql(
            """
            insert into credential (user_id, connection_id, key_id, sealed, refresh_at, stored_at)
            values (:user, :connection, :keyId, :sealed, :refreshAt, oo_now())
            on conflict (user_id, connection_id) do update
            set key_id = excluded.key_id, sealed = excluded.sealed, refresh_at = excluded.refresh_at,
                stored_at = excluded.stored_at
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("keyId", sealed.keyId())
        .param("sealed", sealed.bytes())
        .param("refreshAt", refreshAt == null ? null : refreshAt.atOffset(ZoneOffset.UTC))
        .update();
  }
}
