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
 * Ends an attempt: what the provider sent back becomes a sealed credential, and its connection is
 * due to be read.
 */
final class FinishOauth {
  private static final Duration EXCHANGE = Duration.ofSeconds(12);
  private static final Duration TIDY = Duration.ofSeconds(4);

  /** Why there is no connection; in lower case the {@code problem} that the page is told. */
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
   * @param code what the provider sent; empty when it sent none
   * @param error what the provider sent instead
   * @return empty when it is connected
   */
  Optional<Problem> finish(
      String provider, AttemptKey key, Optional<String> code, Optional<String> error) {
    Optional<Taken> found =
        database.transaction(
            tx ->
                attempts.take(
                    tx,
                    key.user(),
                    key.attempt(),
                    provider,
                    Secret.hash(key.secret()),
                    Secret.hash(key.state())));
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
      return Optional.of(said(error.get()));
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
    Grant granted;
    try {
      granted =
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
            case ProviderFailure.Refused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.ClientRefused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.Unauthorized refused -> Problem.PROVIDER_REFUSED;
          });
    }
    CallDeadline after = deadline.after(begun);
    Optional<Problem> problem =
        database.transaction(tx -> keep(tx, connector, user, attempt, granted, after));
    if (problem.isPresent()) {
      giveBack(connector, granted, after);
    }
    return problem;
  }

  private Optional<Problem> keep(
      Transaction tx,
      Connector connector,
      UserId user,
      Taken attempt,
      Grant granted,
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
      if (!renewed.get().accountId().equals(granted.accountId())) {
        return Optional.of(Problem.WRONG_ACCOUNT);
      }
    }
    ConnectionRef ref =
        lifecycle.connect(
            tx, user, provider, granted.accountId(), granted.accountName(), Invocation.trace());
    credentials.store(tx, ref, granted.credential(), deadline.now());
    fetches.afterCommit(tx, List.of(Outgoing.now(FetchHint.of(List.of(ref)))));
    return Optional.empty();
  }

  /** A grant that is not kept is ended, as well as that goes; nobody waits for it twice. */
  private static void giveBack(Connector connector, Grant granted, CallDeadline deadline) {
    try {
      connector.revoke(
          granted.credential(), new CallDeadline(deadline.now(), TIDY, deadline.trace()));
    } catch (ProviderFailure e) {
      Invocation.note("not_given_back", connector.provider().id());
    }
  }

  /** RFC 6749, 4.1.2.1. */
  private static Problem said(String error) {
    return switch (error) {
      case "access_denied" -> Problem.DENIED;
      case "server_error", "temporarily_unavailable" -> Problem.PROVIDER_DOWN;
      default -> Problem.PROVIDER_REFUSED;
    };
  }
}
