package oo.server.backup;

import java.util.List;
import java.util.UUID;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.vault.SodiumTokenVault;

/** A person with a connection whose token is sealed, as a database holds them. */
final class Content {
  private Content() {}

  static ConnectionRef add(Database database, Settings settings, String email) {
    var ref = new ConnectionRef(new UserId(UUID.randomUUID()), new ConnectionId(UUID.randomUUID()));
    var sealed =
        SodiumTokenVault.from(settings)
            .seal(ref, "{\"schema\":1,\"accessToken\":\"a\"}".getBytes());
    database.run(tx -> {
      tx.sql(
              "insert into app_user (user_id, email, created_at, seen_at) values (?, ?, oo_now(), oo_now())")
          .params(ref.user().value(), email)
          .update();
      tx.sql(
              """
              insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
              values (?, ?, 'todoist', 'a', 'live', oo_now(), oo_now())
              """)
          .params(ref.user().value(), ref.connection().value())
          .update();
      tx.sql(
              """
              insert into credential (user_id, connection_id, key_id, sealed, stored_at)
              values (?, ?, ?, ?, oo_now())
              """)
          .params(ref.user().value(), ref.connection().value(), sealed.keyId(), sealed.bytes())
          .update();
    });
    return ref;
  }

  /** The addresses of all people; empty when there is no table of them. */
  static List<String> people(Database database) {
    return database.statement(db ->
        db.sql("select to_regclass('app_user') is null").query(Boolean.class).single()
            ? List.of()
            : db.sql("select email from app_user order by email").query(String.class).list());
  }
}
