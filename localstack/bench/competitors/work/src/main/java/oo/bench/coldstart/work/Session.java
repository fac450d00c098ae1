package oo.bench.coldstart.work;

import java.sql.SQLException;
import java.time.ZoneOffset;

/** The first statement of every function. */
final class Session {
  private Session() {}

  static void requireLive(Database.Transaction tx, Caller caller) throws SQLException {
    String state =
        tx.first(
            row -> row.getString(1),
            "select oo_session_state(?, ?, ?)",
            caller.user(),
            caller.session(),
            caller.expires().atOffset(ZoneOffset.UTC));
    if (!"live".equals(state)) {
      throw new Refused(401, "expired".equals(state) ? "session_expired" : "session_ended");
    }
  }
}
