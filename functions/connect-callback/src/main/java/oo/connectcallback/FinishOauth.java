package oo.connectcallback;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import oo.connectcallback.OauthAttemptStore.Earlier;
import oo.connectcallback.OauthAttemptStore.Taken;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.Grant;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.host.base.Invocation;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;
import oo.host.http.AuthorizationResponse;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.hints.FetchHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.user.UserStore;
import oo.vault.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * {@code finish_oauth}: exchanges the provider's code for a credential, seals and stores it, and
 * makes its connection due to be read. The same browser's repeated callback gets the same answer.
 *
 * <p>A grant is never without a holder. It is first stored as that of an ended connection, whose
 * revocation is due in two minutes; the transaction that connects the account removes that one. So
 * whatever fails in between, and wherever the process dies, {@code revoke_grants} revokes it.
 */
final class FinishOauth {
  private static final Duration EXCHANGE = Duration.ofSeconds(12);
  private static final Duration REVOKE = Duration.ofSeconds(4);
  private static final Duration HELD = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String CONNECTED = "connected";

  /** Why there is no connection; the page reads it, in lower case, from {@code ?problem=}. */
  enum Problem {
    DENIED,
    ATTEMPT_EXPIRED,
    ATTEMPT_UNKNOWN,
    SESSION_ENDED,
    WRONG_ACCOUNT,
    PROVIDER_DOWN,
    PROVIDER_REFUSED,
    DATABASE_UNAVAILABLE;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Database database;
  private final OauthAttemptStore attempts;
  private final UserStore users;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Credentials credentials;
  private final RevokeGrants revokeGrants;
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
      RevokeGrants revokeGrants,
      Providers providers,
      HintQueue fetches,
      SiteOrigin site) {
    this.database = database;
    this.attempts = attempts;
    this.users = users;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.credentials = credentials;
    this.revokeGrants = revokeGrants;
    this.providers = providers;
    this.fetches = fetches;
    this.site = site;
  }

  /**
   * @return empty when the account is connected
   */
  Optional<Problem> finish(String provider, AttemptKey key, AuthorizationResponse response) {
    byte[] answer = response.hash();
    Optional<Taken> found = database.transaction(tx -> attempts.take(tx, key, provider, answer));
    if (found.isEmpty()) {
      return repeated(provider, key, answer);
    }
    Taken attempt = found.get();
    Invocation.user(key.user());
    Optional<Connector> connector = providers.connector(provider);
    if (attempt.expired()) {
      return noted(key, Problem.ATTEMPT_EXPIRED);
    }
    if (!attempt.sessionLives()) {
      return noted(key, Problem.SESSION_ENDED);
    }
    if (response instanceof AuthorizationResponse.Failed(String error, String iss)) {
      return noted(key, problemOf(error));
    }
    if (!(response instanceof AuthorizationResponse.Code code) || connector.isEmpty()) {
      return noted(key, Problem.PROVIDER_REFUSED);
    }
    try {
      return exchange(connector.get(), key, attempt, code);
    } catch (DatabaseUnavailable e) {
      // The commit may have succeeded although its answer was lost.
      return database
          .statement(db -> attempts.earlier(db, key, provider, answer))
          .map(Earlier::outcome)
          .map(FinishOauth::problem)
          .orElseThrow(() -> e);
    }
  }

  /** The answer of the callback that this one repeats, once it is known. */
  private Optional<Problem> repeated(String provider, AttemptKey key, byte[] answer) {
    long begun = System.nanoTime();
    while (true) {
      Optional<Earlier> earlier =
          database.statement(db -> attempts.earlier(db, key, provider, answer));
      if (earlier.isEmpty()) {
        return Optional.of(Problem.ATTEMPT_UNKNOWN);
      }
      String outcome = earlier.get().outcome();
      if (outcome != null) {
        return problem(outcome);
      }
      if (!earlier.get().running() || System.nanoTime() - begun > EXCHANGE.toNanos()) {
        return Optional.of(Problem.PROVIDER_DOWN);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static Optional<Problem> problem(String outcome) {
    return outcome.equals(CONNECTED)
        ? Optional.empty()
        : Optional.of(Problem.valueOf(outcome.toUpperCase(Locale.ROOT)));
  }

  private Optional<Problem> noted(AttemptKey key, Problem problem) {
    database.execute(db -> attempts.finished(db, key, problem.code()));
    return Optional.of(problem);
  }

  private Optional<Problem> exchange(
      Connector connector, AttemptKey key, Taken attempt, AuthorizationResponse.Code code) {
    String provider = connector.provider().id();
    var deadline = new CallDeadline(attempt.now(), EXCHANGE);
    long begun = System.nanoTime();
    Grant grant;
    try {
      grant =
          connector.finishOauth(
              new CodeExchange(
                  code.code(),
                  attempt.verifier(),
                  URI.create(site.at(AttemptKey.path(provider))),
                  code.iss()),
              deadline);
    } catch (ProviderFailure e) {
      return noted(
          key,
          switch (e) {
            case ProviderFailure.Down down -> Problem.PROVIDER_DOWN;
            case ProviderFailure.Later later -> Problem.PROVIDER_DOWN;
            case ProviderFailure.Refused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.ClientRefused refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.Unauthorized refused -> Problem.PROVIDER_REFUSED;
            case ProviderFailure.TooLarge large -> Problem.PROVIDER_REFUSED;
          });
    }
    CallDeadline after = deadline.after(begun);
    ConnectionRef held = null;
    boolean kept = false;
    try {
      held = database.transaction(tx -> hold(tx, key.user(), provider, grant.credential(), after));
      ConnectionRef holder = held;
      Optional<Problem> problem =
          database.transaction(tx -> {
            Optional<Problem> refused =
                store(tx, connector, key.user(), attempt, grant, holder, after);
            attempts.finished(tx, key, refused.map(Problem::code).orElse(CONNECTED));
            return refused;
          });
      kept = problem.isEmpty();
      return problem;
    } finally {
      if (!kept) {
        revoke(connector, grant, held, after);
      }
    }
  }

  private ConnectionRef hold(
      Transaction tx, UserId user, String provider, Credential credential, CallDeadline deadline) {
    ConnectionRef held = lifecycle.addEnded(tx, user, provider, HELD, Invocation.trace());
    credentials.store(tx, held, credential, deadline.now());
    return held;
  }

  private Optional<Problem> store(
      Transaction tx,
      Connector connector,
      UserId user,
      Taken attempt,
      Grant grant,
      ConnectionRef held,
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
    if (!lifecycle.forget(tx, held)) {
      return Optional.of(Problem.PROVIDER_DOWN); // This process stood still, and it was revoked.
    }
    ConnectionRef ref =
        lifecycle.connect(
            tx, user, provider, grant.accountId(), grant.accountName(), Invocation.trace());
    endReplaced(tx, ref, provider, grant.credential(), deadline);
    credentials.store(tx, ref, grant.credential(), deadline.now());
    fetches.afterCommit(tx, List.of(Outgoing.now(FetchHint.of(List.of(ref)))));
    return Optional.empty();
  }

  /**
   * No connection uses the grant that the new one replaces, so it is revoked. Where a provider ends
   * all grants of the account by that, the connection asks the person once more; a grant that the
   * provider called over is not revoked, so the next one stays.
   */
  private void endReplaced(
      Transaction tx, ConnectionRef ref, String provider, Credential by, CallDeadline deadline) {
    credentials
        .replaced(tx, ref)
        // Some providers give the same token again.
        .filter(old -> !old.accessToken().equals(by.accessToken()))
        .filter(old -> old.refreshToken() == null || !old.refreshToken().equals(by.refreshToken()))
        .ifPresent(old -> {
          ConnectionRef ended = hold(tx, ref.user(), provider, old, deadline);
          lifecycle.revokeNow(tx, ended);
        });
  }

  /**
   * Revokes a grant that was not stored; a no-op when the commit that stored it succeeded although
   * its answer was lost.
   *
   * @param held null when the grant has no holder
   */
  private void revoke(
      Connector connector, Grant grant, @Nullable ConnectionRef held, CallDeadline deadline) {
    try {
      if (held == null) {
        connector.revoke(grant.credential(), new CallDeadline(deadline.now(), REVOKE));
      } else {
        database.run(tx -> lifecycle.revokeNow(tx, held));
        revokeGrants.revoke(held, REVOKE);
      }
    } catch (ProviderFailure | DatabaseUnavailable e) {
      Invocation.note(held == null ? "not_revoked" : "revoked_later", connector.provider().id());
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
