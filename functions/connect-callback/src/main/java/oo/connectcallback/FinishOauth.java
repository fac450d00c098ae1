package oo.connectcallback;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import oo.connectcallback.OauthAttemptStore.Taken;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Connector;
import oo.connectors.Grant;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.host.base.Invocation;
import oo.host.base.Secrets;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.hints.FetchHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.user.UserStore;
import oo.vault.Credentials;

/**
 * {@code finish_oauth}: exchanges the provider's code for a credential, seals and stores it, and
 * makes its connection due to be read.
 */
final class FinishOauth {
  private static final Duration EXCHANGE = Duration.ofSeconds(12);
  private static final Duration REVOKE = Duration.ofSeconds(4);

  /** Why there is no connection; the page reads it, in lower case, from {@code ?problem=}. */
  enum Problem {
    DENIED,
    ATTEMPT_EXPIRED,
    ATTEMPT_UNKNOWN,
    SESSION_ENDED,
    WRONG_ACCOUNT,
    PROVIDER_DOWN,
    PROVIDER_REFUSED,
    DATABASE_UNAVAILABLE
  }

  private final Database database;
  private final OauthAttemptStore attempts;
  private final UserStore users;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Credentials credentials;
  private final Providers providers;
  private final HintQueue fetches;
  private final SiteOrigin site;

  FinishOauth(
      Database database,
      OauthAttemptStore attempts,
      UserStore users,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      Credentials credentials,
      Providers providers,
      HintQueue fetches,
      SiteOrigin site) {
    this.database = database;
    this.attempts = attempts;
    this.users = users;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.credentials = credentials;
    this.providers = providers;
    this.fetches = fetches;
    this.site = site;
  }

  /**
   * @param code from the provider; empty when absent
   * @param error from the provider; empty when absent
   * @return empty when the account is connected
   */
  Optional<Problem> finish(
      String provider, AttemptKey key, Optional<String> code, Optional<String> error) {
    Optional<Taken> found =
        database.transaction(tx ->
            attempts.take(
                tx,
                key.user(),
                key.attempt(),
                provider,
                Secrets.hash(key.secret()),
                Secrets.hash(key.state())));
    if (found.isEmpty()) {
      return Optional.of(Problem.ATTEMPT_UNKNOWN);
    }
    Taken attempt = found.get();
    Invocation.user(key.user());
    if (attempt.expired()) {
      return Optional.of(Problem.ATTEMPT_EXPIRED);
    }
    if (!attempt.sessionLives()) {
      return Optional.of(Problem.SESSION_ENDED);
    }
    if (error.isPresent()) {
      return Optional.of(problemOf(error.get()));
    }
    Optional<Connector> connector = providers.connector(provider);
    if (code.isEmpty() || connector.isEmpty()) {
      return Optional.of(Problem.PROVIDER_REFUSED);
    }
    return exchange(connector.get(), key.user(), attempt, code.get());
  }

  private Optional<Problem> exchange(Connector connector, UserId user, Taken attempt, String code) {
    var deadline = new CallDeadline(attempt.now(), EXCHANGE, Invocation.trace());
    long begun = System.nanoTime();
    Grant grant;
    try {
      grant =
          connector.finishOauth(
              new CodeExchange(
                  code,
                  attempt.verifier(),
                  URI.create(site.at(AttemptKey.path(connector.provider().id())))),
              deadline);
    } catch (ProviderFailure e) {
      return Optional.of(
          switch (e) {
            case ProviderFailure.Down down -> Problem.PROVIDER_DOWN;
            case ProviderFailure.Later later -> Problem.PROVIDER_DOWN;
            case ProviderFailure.TooLarge tooLarge -> Problem.PROVIDER_DOWN;
            case ProviderFailure.Refused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.ClientRefused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.Unauthorized refused -> Problem.PROVIDER_REFUSED;
          });
    }
    CallDeadline after = deadline.after(begun);
    Optional<Problem> problem =
        database.transaction(tx -> store(tx, connector, user, attempt, grant, after));
    if (problem.isPresent()) {
      revoke(connector, grant, after);
    }
    return problem;
  }

  private Optional<Problem> store(
      Transaction tx,
      Connector connector,
      UserId user,
      Taken attempt,
      Grant grant,
      CallDeadline deadline) {
    // The user cannot be deleted until commit: a deletion sees this connection or is seen here.
    if (!users.lockUndeleted(tx, user) || !attempts.sessionLives(tx, user, attempt.session())) {
      return Optional.of(Problem.SESSION_ENDED);
    }
    String provider = connector.provider().id();
    ConnectionId renews = attempt.renews();
    if (renews != null) {
      Optional<Connection> renewed =
          connections
              .find(tx, new ConnectionRef(user, renews))
              .filter(connection -> connection.state() != Connection.State.ENDED);
      if (renewed.isEmpty()) {
        return Optional.of(Problem.ATTEMPT_UNKNOWN); // Disconnected meanwhile, in another tab.
      }
      if (!renewed.get().accountId().equals(grant.accountId())) {
        return Optional.of(Problem.WRONG_ACCOUNT);
      }
    }
    ConnectionRef ref =
        lifecycle.connect(
            tx, user, provider, grant.accountId(), grant.accountName(), Invocation.trace());
    credentials.store(tx, ref, grant.credential(), deadline.now());
    fetches.afterCommit(tx, List.of(Outgoing.now(FetchHint.of(List.of(ref)))));
    return Optional.empty();
  }

  /** Best effort: revokes a grant that was not stored. */
  private static void revoke(Connector connector, Grant grant, CallDeadline deadline) {
    try {
      connector.revoke(
          grant.credential(), new CallDeadline(deadline.now(), REVOKE, deadline.trace()));
    } catch (ProviderFailure e) {
      Invocation.note("not_revoked", connector.provider().id());
    }
  }

  /** RFC 6749, 4.1.2.1. */
  private static Problem problemOf(String error) {
    return switch (error) {
      case "access_denied" -> Problem.DENIED;
      case "server_error", "temporarily_unavailable" -> Problem.PROVIDER_DOWN;
      default -> Problem.PROVIDER_REFUSED;
    };
  }
}
