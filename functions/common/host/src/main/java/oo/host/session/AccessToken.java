package oo.host.session;

import java.time.Instant;
import java.time.ZoneOffset;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Transaction;

/**
 * A token with a valid signature. A function calls {@link #requireLive} before anything else.
 *
 * @param generation of the answer that brought the token; each answer has its own
 * @param expiresAt by the database's clock
 */
public record AccessToken(UserId user, SessionId session, int generation, Instant expiresAt) {

  /**
   * Checks in the database, by its clock, that the token and its session are live. Sign-out, reuse
   * of an old refresh token and deletion therefore end access at once. The first use of a
   * generation is recorded with it, and ends the former generation ten seconds later.
   *
   * @throws InvalidSession {@code session_expired} when a refresh helps, else {@code session_ended}
   */
  public void requireLive(Transaction tx) {
    refuseUnlessLive(
        tx.sql("select oo_session_state(?, ?, ?, ?)")
            .params(user.value(), session.value(), generation, expiresAt.atOffset(ZoneOffset.UTC))
            .query(String.class)
            .single());
  }

  /**
   * For a function that calls {@code oo_session_state} within its first statement.
   *
   * @param state the result of {@code oo_session_state}
   * @throws InvalidSession unless it is {@code live}
   */
  public static void refuseUnlessLive(String state) {
    switch (state) {
      case "live" -> {}
      case "expired" -> throw InvalidSession.expired();
      default -> throw InvalidSession.ended();
    }
  }
}
