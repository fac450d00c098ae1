package oo.server.operator;

import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.sql.Database;

/** Finds people by what an operator knows of them. */
final class People {
  private static final String NAMED =
      """
      select user_id from app_user
      where lower(email) = lower(:who) or user_id::text = lower(:who) order by created_at
      """;

  private final Database database;

  People(Database database) {
    this.database = database;
  }

  /**
   * The users with this address, in any case, or with this id. An address is an issuer's word, so
   * two users may have one.
   *
   * @throws CommandRefused when there is none
   */
  List<UserId> named(String who) {
    List<UserId> found =
        database.statement(db ->
            db.sql(NAMED)
                .param("who", who.strip())
                .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
                .list());
    if (found.isEmpty()) {
      throw new CommandRefused(
          "No user has this address or id. A deleted user's address is not kept, but the id is found until the last"
              + " connection is revoked.");
    }
    return found;
  }

  /**
   * Ends the sessions that live, and returns how many.
   *
   * @param who a user's id, or {@code everyone}
   */
  long endSessions(String who) {
    return database.statement(
        db -> db.sql("select oo_end_sessions(?)").param(who).query(Long.class).single());
  }
}
