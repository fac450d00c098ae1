package oo.auth.signin;

import java.util.Optional;
import java.util.UUID;
import oo.auth.google.GoogleAccount;
import oo.auth.google.GoogleSignIn;
import oo.auth.google.GoogleUnavailable;
import oo.auth.google.SignInRefused;
import oo.auth.session.KeyProbes;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionTokens;
import oo.auth.user.EnsureUser;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * {@code finish_sign_in}: consumes the attempt, redeems Google's code, and begins a session of the
 * account's user, which is made when absent. No transaction is open while Google is called.
 */
public final class FinishSignIn {
  private final Database database;
  private final SignInAttemptStore attempts;
  private final GoogleSignIn google;
  private final EnsureUser users;
  private final SessionIssuer sessions;
  private final KeyProbes keys;

  public FinishSignIn(
      Database database,
      SignInAttemptStore attempts,
      GoogleSignIn google,
      EnsureUser users,
      SessionIssuer sessions,
      KeyProbes keys) {
    this.database = database;
    this.attempts = attempts;
    this.google = google;
    this.users = users;
    this.sessions = sessions;
    this.keys = keys;
  }

  /**
   * The authorization response that the browser brought. A parameter that was sent twice is empty.
   *
   * @param cookie of the attempt that {@code state} names
   */
  record Callback(
      UUID attempt,
      String cookie,
      String state,
      Optional<String> iss,
      Optional<String> error,
      Optional<String> code,
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
          attempts.take(callback.attempt(), callback.cookie(), callback.state());
      if (taken.isEmpty()) {
        return new Outcome.Failed(SignInProblem.attempt_unknown);
      }
      if (!taken.get().live()) {
        return new Outcome.Failed(SignInProblem.attempt_expired);
      }
      google.requireIssuer(callback.iss());
      return callback.error().isPresent()
          ? new Outcome.Failed(problemOf(callback.error().get()))
          : signIn(callback, taken.get());
    } catch (GoogleUnavailable e) {
      Invocation.note("cause", String.valueOf(e.getMessage()));
      return new Outcome.Failed(SignInProblem.provider_down);
    } catch (SignInRefused e) {
      Invocation.note("cause", String.valueOf(e.getMessage()));
      return new Outcome.Failed(SignInProblem.provider_refused);
    } catch (DatabaseUnavailable e) {
      return new Outcome.Failed(SignInProblem.database_unavailable);
    }
  }

  private Outcome signIn(Callback callback, SignInAttemptStore.Taken attempt) {
    if (callback.code().filter(code -> !code.isBlank()).isEmpty()) {
      return new Outcome.Failed(SignInProblem.provider_refused);
    }
    GoogleAccount account =
        google.account(callback.code().get(), attempt.verifier(), attempt.nonce());
    SessionTokens tokens =
        database.transaction(tx -> {
          UserId user = users.of(tx, account);
          Invocation.user(user);
          return sessions.begin(tx, user, callback.userAgent());
        });
    keys.storeOnce();
    return new Outcome.SignedIn(tokens, attempt.returnTo());
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
