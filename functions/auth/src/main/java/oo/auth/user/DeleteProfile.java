package oo.auth.user;

import java.util.List;
import oo.auth.session.SessionStore;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.signals.hints.RevokeHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.user.UserStore;

/**
 * {@code delete_profile}: one transaction ends every session, frees the identity, hides every
 * connection and makes its revocation due. The last revocation deletes the remaining rows; without
 * connections they are deleted at once.
 */
public final class DeleteProfile {
  private final Database database;
  private final UserStore users;
  private final IdentityStore identities;
  private final SessionStore sessions;
  private final ConnectionLifecycle connections;
  private final HintQueue revocations;

  public DeleteProfile(
      Database database,
      UserStore users,
      IdentityStore identities,
      SessionStore sessions,
      ConnectionLifecycle connections,
      HintQueue revocations) {
    this.database = database;
    this.users = users;
    this.identities = identities;
    this.sessions = sessions;
    this.connections = connections;
    this.revocations = revocations;
  }

  void delete(AccessToken caller) {
    UserId user = caller.user();
    Trace trace = Invocation.trace();
    database.run(tx -> {
      users.lock(tx, user);
      caller.requireLive(tx);
      sessions.endAll(tx, user);
      identities.delete(tx, user);
      users.delete(tx, user);
      List<ConnectionRef> ended = connections.endAll(tx, user, trace);
      users.purgeUnlessConnected(tx, user);
      revocations.afterCommit(tx, ended.stream().map(DeleteProfile::hint).toList());
    });
  }

  private static Outgoing hint(ConnectionRef ended) {
    return Outgoing.now(RevokeHint.of(ended));
  }
}
