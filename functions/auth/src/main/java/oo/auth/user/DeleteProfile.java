package oo.auth.user;

import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Optional;
import oo.auth.session.SessionStore;
import oo.auth.user.ExportFileStore.ExportFile;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.http.Refused;
import oo.host.objects.ObjectStore;
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
import oo.signals.mail.MailStore;
import oo.signals.outbox.EventOutbox;
import oo.signals.user.UserStore;

/**
 * {@code delete_profile}: one transaction ends every session, frees the identity, hides every
 * connection and makes its revocation due. The last revocation deletes the remaining rows; without
 * connections they are deleted at once. Taps that are not at their source yet are sent first.
 */
public final class DeleteProfile {
  /** Tries while the user begins exports. */
  private static final int TRIES = 5;

  private final Database database;
  private final UserStore users;
  private final IdentityStore identities;
  private final SessionStore sessions;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Outbox outbox;
  private final EventOutbox events;
  private final HintQueue revocations;
  private final MailStore mails = new MailStore();
  private final ExportFileStore exportRows = new ExportFileStore();
  private final ExportFiles exports;

  public DeleteProfile(
      Database database,
      UserStore users,
      IdentityStore identities,
      SessionStore sessions,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      Outbox outbox,
      EventOutbox events,
      HintQueue revocations,
      ObjectStore objects) {
    this.database = database;
    this.users = users;
    this.identities = identities;
    this.sessions = sessions;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.outbox = outbox;
    this.events = events;
    this.revocations = revocations;
    this.exports = new ExportFiles(database, exportRows, objects);
  }

  /** What stops a deletion: taps that are sent now, or an export that is deleted first. */
  private record Left(List<String> taps, Optional<ExportFile> export) {}

  /**
   * Deletes the user's export before the user, so that its link opens nothing afterwards. An export
   * that is being written loses its row, and deletes its object itself.
   *
   * @param drop deletes also when a tap is not at its source yet
   * @throws Refused 409 when a tap is not at its source yet; it is sent now
   */
  void delete(AccessToken caller, boolean drop) {
    for (int i = 0; i < TRIES; i++) {
      Left left = tried(caller, drop);
      if (!left.taps().isEmpty()) {
        throw Outbox.notEmpty(left.taps());
      }
      if (left.export().isEmpty()) {
        return;
      }
      exports.delete(caller.user(), left.export().get());
    }
    throw ExportFiles.running();
  }

  private Left tried(AccessToken caller, boolean drop) {
    UserId user = caller.user();
    SpanContext trace = Invocation.trace();
    return database.transaction(tx -> {
      users.lock(tx, user);
      caller.requireLive(tx);
      sessions.requireFresh(tx, caller);
      List<String> waiting =
          drop
              ? List.of()
              : outbox.send(tx, connections.of(tx, user).stream().map(Connection::ref).toList());
      Optional<ExportFile> export = exportRows.of(tx, user);
      if (!waiting.isEmpty() || export.isPresent()) {
        return new Left(waiting, export);
      }
      sessions.endAll(tx, user, "deleted");
      identities.delete(tx, user);
      mails.deleteAll(tx, user);
      users.delete(tx, user);
      List<ConnectionRef> ended = lifecycle.endAll(tx, user, trace);
      events.userDeleted(tx, user);
      users.purgeUnlessConnected(tx, user);
      revocations.afterCommit(tx, ended.stream().map(DeleteProfile::hint).toList());
      return new Left(waiting, export);
    });
  }

  private static Outgoing hint(ConnectionRef ended) {
    return Outgoing.now(RevokeHint.of(ended));
  }
}
