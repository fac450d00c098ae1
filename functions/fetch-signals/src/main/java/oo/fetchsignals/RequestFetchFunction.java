package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import oo.contract.FetchRequested;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;

/** {@code request_fetch}: POST /api/signals/fetch. Makes the caller's connections due now. */
final class RequestFetchFunction implements Function<Request, Reply> {
  private final Database database;
  private final ConnectionStore connections;
  private final FetchQueue hints;

  RequestFetchFunction(Database database, ConnectionStore connections, FetchQueue hints) {
    this.database = database;
    this.connections = connections;
    this.hints = hints;
  }

  /**
   * @param count of the caller's connections that will be read
   */
  private record Asked(List<ConnectionRef> due, int count) {}

  @Override
  public Reply apply(Request request) {
    AccessToken caller = request.access();
    Trace trace = Invocation.trace();
    Asked asked =
        database.transaction(
            tx -> {
              caller.requireLive(tx);
              seen(tx, caller);
              List<ConnectionRef> due = connections.makeDue(tx, caller.user(), trace);
              long live =
                  connections.of(tx, caller.user()).stream()
                      .filter(connection -> connection.state() == Connection.State.LIVE)
                      .count();
              return new Asked(due, Math.toIntExact(live));
            });
    if (!asked.due().isEmpty()) {
      hints.fetch(asked.due(), Duration.ZERO, trace);
    }
    return Reply.json(202, new FetchRequested(asked.count()));
  }

  /** Somebody who is here is read for more often. */
  private static void seen(Transaction tx, AccessToken caller) {
    tx.sql(
            """
            update app_user set seen_at = oo_now()
            where user_id = ? and seen_at < oo_now() - interval '1 minute'
            """)
        .param(caller.user().value())
        .update();
  }
}
