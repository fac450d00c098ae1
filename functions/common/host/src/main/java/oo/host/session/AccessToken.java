package oo.host.session;

import java.time.Instant;
import java.time.ZoneOffset;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Transaction;

/**
 * A token whose signature is good. Whether it still opens anything is {@link #requireLive}, which a
 * function asks before it does anything else.
 *
 * @param expiresAt by the database's clock
 */
public record AccessToken(UserId user, SessionId session, Instant expiresAt) {

  /**
   * Asks the database, by its clock, whether the token and its session live: sign-out, reuse of an
   * old refresh token and deletion end access at once.
   *
   * @throws Refused 401, {@code session_expired} when a refresh helps and {@code session_ended}
   *     when only signing in does
   */
  public void requireLive(Transaction tx) {
    refuseUnlessLive(
        tx.sql("select oo_session_state(?, ?, ?)")
            .params(user.value(), session.value(), expiresAt.atOffset(ZoneOffset.UTC))
            .query(String.class)
            .single());
  }

  /**
   * @param state what the SQL function {@code oo_session_state} said, for a function that asks it
   *     within its own first statement
   */
  public static void refuseUnlessLive(String state) {
    switch (state) {
      case "live" -> {}
      case "expired" -> throw InvalidSession.expired();
      default -> throw InvalidSession.ended();
    }
  }
}
