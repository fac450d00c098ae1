package oo.auth.user;

import java.util.List;
import oo.auth.session.SessionStore;
import oo.host.Invocation;
import oo.host.Trace;
import oo.host.queue.MessageQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.session.AccessToken;
import oo.host.session.UserId;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connections;
import oo.signals.hints.RevokeHint;

/**
 * {@code delete_profile}: in one transaction every session ends, the identity is free again and
 * every connection is hidden and due to be revoked. What is left goes with the last revocation; of
 * a user without connections nothing is left at once.
 */
public final class DeleteProfile {
  private final Database database;
  private final UserStore users;
  private final SessionStore sessions;
  private final Connections connections;
  private final MessageQueue queue;
  private final String revokeQueue;

  public DeleteProfile(
      Database database,
      UserStore users,
      SessionStore sessions,
      Connections connections,
      MessageQueue queue,
      String revokeQueue) {
    this.database = database;
    this.users = users;
    this.sessions = sessions;
    this.connections = connections;
    this.queue = queue;
    this.revokeQueue = revokeQueue;
  }

  void delete(AccessToken caller) {
    UserId user = caller.user();
    Trace trace = Invocation.trace();
    database.run(
        tx -> {
          users.lock(tx, user);
          caller.requireLive(tx);
          sessions.endAll(tx, user);
          users.delete(tx, user);
          List<ConnectionRef> ended = connections.endAll(tx, user, trace);
          users.purgeUnlessConnected(tx, user);
          tx.afterCommit(() -> hint(ended));
        });
  }

  /** Only makes it quicker: the rows are due, and the sweep finds them. */
  private void hint(List<ConnectionRef> ended) {
    if (ended.isEmpty()) {
      return;
    }
    try {
      queue.send(
          revokeQueue,
          ended.stream()
              .map(ref -> Outgoing.now(new RevokeHint(ref.user(), ref.connection())))
              .toList());
    } catch (RuntimeException e) {
      Invocation.note("hint", "lost");
    }
  }
}
