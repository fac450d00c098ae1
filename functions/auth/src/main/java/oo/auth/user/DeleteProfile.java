package oo.auth.user;

import java.util.List;
import oo.auth.session.SessionStore;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.http.Refused;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.hints.RevokeHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.Outbox;
import oo.signals.user.UserStore;

/**
 * {@code delete_profile}: one transaction ends every session, frees the identity, hides every
 * connection and makes its revocation due. The last revocation deletes the remaining rows; without
 * connections they are deleted at once. Taps that are not at their source yet are sent first.
 */
public final class DeleteProfile {
  private final Database database;
  private final UserStore users;
  private final IdentityStore identities;
  private final SessionStore sessions;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Outbox outbox;
  private final HintQueue revocations;

  public DeleteProfile(
      Database database,
      UserStore users,
      IdentityStore identities,
      SessionStore sessions,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      Outbox outbox,
      HintQueue revocations) {
    this.database = database;
    this.users = users;
    this.identities = identities;
    this.sessions = sessions;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.outbox = outbox;
    this.revocations = revocations;
  }

  /**
   * @param drop deletes also when a tap is not at its source yet
   * @throws Refused 409 when a tap is not at its source yet; it is sent now
   */
  void delete(AccessToken caller, boolean drop) {
    UserId user = caller.user();
    Trace trace = Invocation.trace();
    List<String> left =
        database.transaction(tx -> {
          users.lock(tx, user);
          caller.requireLive(tx);
          sessions.requireFresh(tx, caller);
          List<String> waiting =
              drop
                  ? List.of()
                  : outbox.send(
                      tx, connections.of(tx, user).stream().map(Connection::ref).toList());
          if (!waiting.isEmpty()) {
            return waiting;
          }
          sessions.endAll(tx, user, "deleted");
          identities.delete(tx, user);
          users.delete(tx, user);
          List<ConnectionRef> ended = lifecycle.endAll(tx, user, trace);
          users.purgeUnlessConnected(tx, user);
          revocations.afterCommit(tx, ended.stream().map(DeleteProfile::hint).toList());
          return waiting;
        });
    if (!left.isEmpty()) {
      throw Outbox.notEmpty(left);
    }
  }

  private static Outgoing hint(ConnectionRef ended) {
    return Outgoing.now(RevokeHint.of(ended));
  }
}
