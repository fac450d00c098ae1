package oo.dev.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionTokens;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.FetchHint;
import oo.signals.hints.MailHint;
import oo.signals.hints.RevokeHint;

/** The rows of the database that an event can be about. */
final class Rows {
  private static final String ADDED = "Made by ./oo event";

  private final Database database;
  private final SessionIssuer sessions;

  Rows(Database database, SessionIssuer sessions) {
    this.database = database;
    this.sessions = sessions;
  }

  /**
   * The user of an event and what the user has; an id is random where there is no row.
   *
   * @param added whether the user was added for this event
   * @param tip the open decision, else the latest
   * @param feedback the latest completion, for undoing it
   */
  record Subject(
      UUID user,
      boolean added,
      SessionTokens tokens,
      UUID tip,
      UUID connection,
      String provider,
      UUID feedback) {}

  /** The last active user, or a new one, with a new session. */
  Subject subject() {
    return database.transaction(tx -> {
      Optional<UUID> known = lastSeen(tx);
      UUID user = known.orElseGet(() -> addUser(tx));
      return new Subject(
          user,
          known.isEmpty(),
          sessions.begin(tx, new UserId(user), "./oo event").tokens(),
          first(tx, user, "decision_id from decision", "state = 'open' desc, made_at desc"),
          first(tx, user, "connection_id from connection", "created_at desc"),
          first(tx, user, "provider from connection", "created_at desc", String.class)
              .orElse("todoist"),
          first(tx, user, "event_id from feedback", "kind = 'done' desc, at desc"));
    });
  }

  private static UUID first(Transaction tx, UUID user, String column, String order) {
    return first(tx, user, column, order, UUID.class).orElseGet(Uuid7::next);
  }

  private static <T> Optional<T> first(
      Transaction tx, UUID user, String column, String order, Class<T> type) {
    return tx.sql("select %s where user_id = ? order by %s limit 1".formatted(column, order))
        .param(user)
        .query(type)
        .optional();
  }

  private static Optional<UUID> lastSeen(Transaction tx) {
    return tx.sql(
            """
            select user_id from app_user where deleted_at is null
            order by exists (select 1 from decision d where d.user_id = app_user.user_id) desc, seen_at desc
            limit 1
            for update
            """)
        .query(UUID.class)
        .optional();
  }

  /** Adds a user with one task, so that there is a tip; the connection is never due. */
  private static UUID addUser(Transaction tx) {
    var ref = new ConnectionRef(new UserId(Uuid7.next()), new ConnectionId(Uuid7.next()));
    UUID user = ref.user().value();
    tx.sql(
            """
            insert into app_user (user_id, email, name, created_at, seen_at)
            values (?, 'event@oo.invalid', ?, oo_now(), oo_now())
            """)
        .params(user, ADDED)
        .update();
    tx.sql(
            """
            insert into connection
              (user_id, connection_id, provider, account_id, account_name, state, created_at, due_at, read_at)
            values (?, ?, 'todoist', 'event', ?, 'live', oo_now(), oo_now() + interval '100 years', oo_now())
            """)
        .params(user, ref.connection().value(), ADDED)
        .update();
    Instant now = Instant.EPOCH;
    var task = Task.titled("Look at what an event brings", ADDED).build();
    new Bus(List.of(new CandidatePool()))
        .in(tx)
        .accept(NormalizedEvent.of(ref, "1", NormalizedEvent.Kind.OPENED, "1", now, now, task));
    return user;
  }

  /**
   * The hints for a queue's function, at most {@code most}.
   *
   * @throws IllegalArgumentException when there is no row for one
   */
  List<Object> hints(String function, int most) {
    return switch (function) {
      case "fetch_signals" ->
          hints(
              "There is nothing to fetch: connect an account first.",
              "user_id, connection_id from connection where state = 'live' order by due_at",
              most,
              row -> new FetchHint(List.of(new FetchHint.Due(user(row), connection(row)))));
      case "deliver_completions" ->
          hints(
              "There is nothing to deliver: complete a tip first.",
              """
              user_id, decision_id, action from delivery
              order by state in ('waiting', 'sending') desc, due_at
              """,
              most,
              row ->
                  new DeliverHint(
                      user(row),
                      new DecisionId(row.getObject("decision_id", UUID.class)),
                      DeliverHint.Action.valueOf(row.getString("action"))));
      case "revoke_grants" ->
          hints(
              "There is nothing to revoke: disconnect an account first.",
              "user_id, connection_id from revocation order by due_at",
              most,
              row -> new RevokeHint(user(row), connection(row)));
      case "send_mail" ->
          hints(
              "There is no mail to send: end a connection's grant at its provider first.",
              "user_id, mail_id from mail order by state = 'waiting' desc, due_at",
              most,
              row -> new MailHint(user(row), row.getObject("mail_id", UUID.class)));
      default -> throw new IllegalArgumentException("There is no hint for " + function + ".");
    };
  }

  private List<Object> hints(String otherwise, String columns, int most, Hint hint) {
    List<Object> hints =
        database.statement(db ->
            db.sql("select " + columns + " limit ?")
                .param(most)
                .query((row, n) -> hint.of(row))
                .list());
    if (hints.isEmpty()) {
      throw new IllegalArgumentException(otherwise);
    }
    return hints;
  }

  private interface Hint {
    Object of(ResultSet row) throws SQLException;
  }

  private static UserId user(ResultSet row) throws SQLException {
    return new UserId(row.getObject("user_id", UUID.class));
  }

  private static ConnectionId connection(ResultSet row) throws SQLException {
    return new ConnectionId(row.getObject("connection_id", UUID.class));
  }
}
