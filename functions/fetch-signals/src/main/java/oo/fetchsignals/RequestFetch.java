package oo.fetchsignals;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.List;
import oo.host.base.Invocation;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.ReadSchedule;
import oo.signals.user.UserStore;

/**
 * Makes the caller's connections due now. A person who asks is here, so they are read more often.
 */
final class RequestFetch {
  private final Database database;
  private final UserStore users;
  private final ConnectionStore connections;
  private final ReadSchedule schedule;
  private final FetchQueue queue;

  RequestFetch(
      Database database,
      UserStore users,
      ConnectionStore connections,
      ReadSchedule schedule,
      FetchQueue queue) {
    this.database = database;
    this.users = users;
    this.connections = connections;
    this.schedule = schedule;
    this.queue = queue;
  }

  private record Requested(List<ConnectionRef> due, int count) {}

  /**
   * @return how many of the caller's connections will be read
   */
  int request(AccessToken caller) {
    SpanContext trace = Invocation.trace();
    Requested requested =
        database.transaction(tx -> {
          caller.requireLive(tx);
          users.seen(tx, caller.user());
          List<ConnectionRef> due = schedule.makeDue(tx, caller.user(), trace);
          long live =
              connections.of(tx, caller.user()).stream()
                  .filter(connection -> connection.state() == Connection.State.LIVE)
                  .count();
          return new Requested(due, Math.toIntExact(live));
        });
    if (!requested.due().isEmpty()) {
      queue.send(requested.due(), Duration.ZERO);
    }
    return requested.count();
  }
}
