package oo.auth.signin;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import oo.auth.google.GoogleAccount;
import oo.auth.google.GoogleSignIn;
import oo.auth.google.GoogleUnavailable;
import oo.auth.google.SignInRefused;
import oo.auth.session.FormerSession;
import oo.auth.session.KeyProbes;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionTokens;
import oo.auth.signin.SignInAttemptStore.Earlier;
import oo.auth.user.EnsureUser;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.http.AuthorizationResponse;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * {@code finish_sign_in}: takes the attempt, redeems Google's code, and begins a session of the
 * account's user, which is made when absent. The same browser's repeated callback gets the same
 * session. No transaction is open while Google is called.
 */
public final class FinishSignIn {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(12);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Database database;
  private final SignInAttemptStore attempts;
  private final GoogleSignIn google;
  private final EnsureUser users;
  private final SessionIssuer sessions;
  private final FormerSession formerSession;
  private final KeyProbes keys;

  public FinishSignIn(
      Database database,
      SignInAttemptStore attempts,
      GoogleSignIn google,
      EnsureUser users,
      SessionIssuer sessions,
      FormerSession formerSession,
      KeyProbes keys) {
    this.database = database;
    this.attempts = attempts;
    this.google = google;
    this.users = users;
    this.sessions = sessions;
    this.formerSession = formerSession;
    this.keys = keys;
  }

  /**
   * The authorization response that the browser brought.
   *
   * @param cookie of the attempt that {@code state} names
   */
  record Callback(
      UUID attempt,
      String cookie,
      String state,
      AuthorizationResponse response,
      @Nullable String userAgent) {
    @Override
    public String toString() {
      return "Callback[attempt=" + attempt + "]";
    }
  }

  sealed interface Outcome {
    record SignedIn(SessionTokens tokens, String returnTo) implements Outcome {}

    record Failed(SignInProblem problem) implements Outcome {}
  }

  Outcome finish(Callback callback) {
    try {
      Optional<SignInAttemptStore.Taken> taken =
          attempts.take(
              callback.attempt(), callback.cookie(), callback.state(), callback.response().hash());
      return taken.isEmpty() ? repeated(callback) : first(callback, taken.get());
    } catch (DatabaseUnavailable e) {
      return new Outcome.Failed(SignInProblem.database_unavailable);
    }
  }

  private Outcome first(Callback callback, SignInAttemptStore.Taken attempt) {
    SignInProblem problem;
    try {
      if (!attempt.live()) {
        problem = SignInProblem.attempt_expired;
      } else {
        switch (callback.response()) {
          case AuthorizationResponse.Code(String code, String iss) -> {
            google.requireIssuer(iss);
            return signIn(callback, code, attempt);
          }
          case AuthorizationResponse.Failed(String error, String iss) -> {
            google.requireIssuer(iss);
            problem = problemOf(error);
          }
          case AuthorizationResponse.Malformed() -> problem = SignInProblem.provider_refused;
        }
      }
    } catch (GoogleUnavailable e) {
      Invocation.note(InvocationLog.REASON, String.valueOf(e.getMessage()));
      problem = SignInProblem.provider_down;
    } catch (SignInRefused e) {
      Invocation.note(InvocationLog.REASON, String.valueOf(e.getMessage()));
      problem = SignInProblem.provider_refused;
    }
    attempts.failed(callback.attempt(), problem);
    return new Outcome.Failed(problem);
  }

  private Outcome signIn(Callback callback, String code, SignInAttemptStore.Taken attempt) {
    GoogleAccount account = google.account(code, attempt.verifier(), attempt.nonce());
    SessionTokens tokens;
    try {
      tokens =
          database.transaction(tx -> {
            UserId user = users.of(tx, account);
            Invocation.user(user);
            if (attempt.again()
                && attempt.former().filter(former -> !former.user().equals(user)).isPresent()) {
              throw new WrongAccount(); // Undoes what it changed of the other account's user.
            }
            attempt.former().ifPresent(former -> formerSession.replace(tx, former));
            SessionIssuer.Begun begun = sessions.begin(tx, user, callback.userAgent());
            attempts.signedIn(tx, callback.attempt(), user, begun.session());
            return begun.tokens();
          });
    } catch (WrongAccount e) {
      attempts.failed(callback.attempt(), SignInProblem.wrong_account);
      return new Outcome.Failed(SignInProblem.wrong_account);
    } catch (DatabaseUnavailable e) {
      // The commit may have succeeded although its answer was lost.
      return earlier(callback)
          .filter(earlier -> earlier.session() != null)
          .flatMap(this::again)
          .orElseThrow(() -> e);
    }
    keys.storeOnce();
    return new Outcome.SignedIn(tokens, attempt.returnTo());
  }

  private static final class WrongAccount extends RuntimeException {
    WrongAccount() {
      super("wrong account", null, false, false);
    }
  }

  private Optional<Earlier> earlier(Callback callback) {
    return attempts.earlier(
        callback.attempt(), callback.cookie(), callback.state(), callback.response().hash());
  }

  /** The answer of the callback that this one repeats, once it is known. */
  private Outcome repeated(Callback callback) {
    long begun = System.nanoTime();
    while (true) {
      Optional<Earlier> earlier = earlier(callback);
      if (earlier.isEmpty()) {
        return new Outcome.Failed(SignInProblem.attempt_unknown);
      }
      String outcome = earlier.get().outcome();
      if (outcome != null) {
        return outcome.equals(SignInAttemptStore.SIGNED_IN)
            ? again(earlier.get())
                .orElseGet(() -> new Outcome.Failed(SignInProblem.attempt_unknown))
            : new Outcome.Failed(SignInProblem.valueOf(outcome));
      }
      if (!earlier.get().running() || System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
        return new Outcome.Failed(SignInProblem.provider_down);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** Empty when the session ended meanwhile. */
  private Optional<Outcome> again(Earlier earlier) {
    UserId user = earlier.user();
    SessionId session = earlier.session();
    if (user == null || session == null) {
      return Optional.empty();
    }
    Invocation.user(user);
    return database
        .statement(db -> sessions.next(db, user, session))
        .map(tokens -> new Outcome.SignedIn(tokens, earlier.returnTo()));
  }

  /** RFC 6749, section 4.1.2.1. */
  private static SignInProblem problemOf(String error) {
    return switch (error) {
      case "access_denied" -> SignInProblem.denied;
      case "server_error", "temporarily_unavailable" -> SignInProblem.provider_down;
      default -> SignInProblem.provider_refused;
    };
  }
}
