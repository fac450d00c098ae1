package oo.auth.signin;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import oo.auth.session.FormerSession.Former;
import oo.host.base.Secrets;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** The table {@code sign_in_attempt}. */
public final class SignInAttemptStore {
  static final String SIGNED_IN = "signed_in";

  private final Database database;

  public SignInAttemptStore(Database database) {
    this.database = database;
  }

  /**
   * An attempt that was taken.
   *
   * @param former the session that the browser had when the attempt began
   * @param again accepts the former session's user only
   * @param live false when its ten minutes are over
   */
  record Taken(
      Nonce nonce,
      CodeVerifier verifier,
      String returnTo,
      Optional<Former> former,
      boolean again,
      boolean live) {
    @Override
    public String toString() {
      return "Taken[live=" + live + "]";
    }
  }

  /**
   * @param again accepts the former session's user only
   */
  void add(SignInAttempt attempt, Optional<Former> former, boolean again) {
    database.statement(db ->
        db.sql(
                """
                insert into sign_in_attempt (attempt_id, cookie_hash, state_hash, nonce, verifier, return_to,
                  former_user, former_session, again, expires_at)
                values (:id, :cookieHash, :stateHash, :nonce, :verifier, :returnTo,
                  :formerUser, :formerSession, :again, oo_now() + interval '10 minutes')
                """)
            .param("id", attempt.id())
            .param("cookieHash", Secrets.hash(attempt.cookie()))
            .param("stateHash", Secrets.hash(attempt.state().getValue()))
            .param("nonce", attempt.nonce().getValue())
            .param("verifier", attempt.verifier().getValue())
            .param("returnTo", attempt.returnTo())
            .param("formerUser", former.map(one -> one.user().value()).orElse(null))
            .param("formerSession", former.map(one -> one.session().value()).orElse(null))
            .param("again", again)
            .update());
  }

  /** Takes the attempt for this code, if both secrets match. At most one caller gets it. */
  Optional<Taken> take(UUID id, String cookie, String state, byte[] codeHash) {
    return database.statement(db ->
        db.sql(
                """
                update sign_in_attempt set taken_at = oo_now(), code_hash = ?
                where attempt_id = ? and cookie_hash = ? and state_hash = ? and taken_at is null
                returning nonce, verifier, return_to, former_user, former_session, again, expires_at > oo_now() as live
                """)
            .params(codeHash, id, Secrets.hash(cookie), Secrets.hash(state))
            .query((row, n) ->
                new Taken(
                    new Nonce(row.getString("nonce")),
                    new CodeVerifier(row.getString("verifier")),
                    row.getString("return_to"),
                    former(row),
                    row.getBoolean("again"),
                    row.getBoolean("live")))
            .optional());
  }

  private static Optional<Former> former(ResultSet row) throws SQLException {
    UUID user = row.getObject("former_user", UUID.class);
    UUID session = row.getObject("former_session", UUID.class);
    return user == null || session == null
        ? Optional.empty()
        : Optional.of(new Former(new UserId(user), new SessionId(session)));
  }

  /**
   * An attempt that was taken before, for the same code and within two minutes.
   *
   * @param outcome {@link #SIGNED_IN} or a problem's code; null when it is not known
   * @param user with {@code session} null unless it signed in
   * @param running its taker may still be at work
   */
  record Earlier(
      @Nullable String outcome,
      @Nullable UserId user,
      @Nullable SessionId session,
      String returnTo,
      boolean running) {}

  /** Finds the earlier callback that this one repeats, if both secrets match. */
  Optional<Earlier> earlier(UUID id, String cookie, String state, byte[] codeHash) {
    return database.statement(db ->
        db.sql(
                """
                select outcome, user_id, session_id, return_to, taken_at > oo_now() - interval '20 seconds' as running
                from sign_in_attempt
                where attempt_id = ? and cookie_hash = ? and state_hash = ? and code_hash = ?
                  and taken_at > oo_now() - interval '2 minutes'
                """)
            .params(id, Secrets.hash(cookie), Secrets.hash(state), codeHash)
            .query((row, n) -> {
              UUID user = row.getObject("user_id", UUID.class);
              UUID session = row.getObject("session_id", UUID.class);
              return new Earlier(
                  row.getString("outcome"),
                  user == null ? null : new UserId(user),
                  session == null ? null : new SessionId(session),
                  row.getString("return_to"),
                  row.getBoolean("running"));
            })
            .optional());
  }

  /** Notes, with the session, that the attempt signed in. */
  void signedIn(Transaction tx, UUID id, UserId user, SessionId session) {
    tx.sql(
            "update sign_in_attempt set outcome = ?, user_id = ?, session_id = ? where attempt_id = ?")
        .params(SIGNED_IN, user.value(), session.value(), id)
        .update();
  }

  /** Notes how the attempt failed, for a callback that repeats it. */
  void failed(UUID id, SignInProblem problem) {
    database.execute(db ->
        db.sql("update sign_in_attempt set outcome = ? where attempt_id = ?")
            .params(problem.name(), id)
            .update());
  }
}
