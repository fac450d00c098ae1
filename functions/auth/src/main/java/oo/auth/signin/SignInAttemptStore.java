package oo.auth.signin;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Secrets;
import oo.host.sql.Database;

/** The table {@code sign_in_attempt}. Each of its statements stands alone. */
public final class SignInAttemptStore {
  private final Database database;

  public SignInAttemptStore(Database database) {
    this.database = database;
  }

  /**
   * An attempt that was taken.
   *
   * @param live false when its ten minutes are over
   */
  record Taken(Nonce nonce, CodeVerifier verifier, String returnTo, boolean live) {
    @Override
    public String toString() {
      return "Taken[live=" + live + "]";
    }
  }

  void add(SignInAttempt attempt) {
    database.statement(db ->
        db.sql(
                """
                insert into sign_in_attempt (attempt_id, cookie_hash, state_hash, nonce, verifier, return_to, expires_at)
                values (:id, :cookieHash, :stateHash, :nonce, :verifier, :returnTo, oo_now() + interval '10 minutes')
                """)
            .param("id", attempt.id())
            .param("cookieHash", Secrets.hash(attempt.cookie()))
            .param("stateHash", Secrets.hash(attempt.state().getValue()))
            .param("nonce", attempt.nonce().getValue())
            .param("verifier", attempt.verifier().getValue())
            .param("returnTo", attempt.returnTo())
            .update());
  }

  /** Deletes and returns the attempt, if both secrets match. At most one caller gets it. */
  Optional<Taken> take(UUID id, String cookie, String state) {
    return database.statement(db ->
        db.sql(
                """
                delete from sign_in_attempt
                where attempt_id = ? and cookie_hash = ? and state_hash = ?
                returning nonce, verifier, return_to, expires_at > oo_now() as live
                """)
            .params(id, Secrets.hash(cookie), Secrets.hash(state))
            .query((row, n) ->
                new Taken(
                    new Nonce(row.getString("nonce")),
                    new CodeVerifier(row.getString("verifier")),
                    row.getString("return_to"),
                    row.getBoolean("live")))
            .optional());
  }
}
