package oo.dev.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.auth.session.SessionIssuer;
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
import oo.signals.hints.RevokeHint;

/** What the database has that an event can be about. */
final class Rows {
  private static final String MADE = "Made by ./oo event";

  private final Database database;
  private final SessionIssuer sessions;

  Rows(Database database, SessionIssuer sessions) {
    this.database = database;
    this.sessions = sessions;
  }

  /** Who was here last, or somebody new, with a session of their own. */
  Subject subject() {
    return database.transaction(
        tx -> {
          Optional<UUID> known = lastSeen(tx);
          UUID user = known.orElseGet(() -> made(tx));
          Optional<UUID> connection = latest(tx, "connection_id", "connection", user, "created_at");
          return new Subject(
              user,
              known.isEmpty(),
              sessions.begin(tx, new UserId(user), "./oo event"),
              latest(tx, "decision_id", "decision", user, "state = 'open', made_at")
                  .orElseGet(Uuid7::next),
              connection.orElseGet(Uuid7::next),
              connection.map(id -> provider(tx, user, id)).orElse("todoist"),
              latest(tx, "event_id", "feedback", user, "kind = 'done', at").orElseGet(Uuid7::next));
        });
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

  /** With one task, so that there is a tip; its connection is never due. */
  private static UUID made(Transaction tx) {
    var ref = new ConnectionRef(new UserId(Uuid7.next()), new ConnectionId(Uuid7.next()));
    UUID user = ref.user().value();
    tx.sql(
            """
            insert into app_user (user_id, email, name, created_at, seen_at)
            values (?, 'event@oo.invalid', ?, oo_now(), oo_now())
            """)
        .params(user, MADE)
        .update();
    tx.sql(
            """
            insert into connection
              (user_id, connection_id, provider, account_id, account_name, state, created_at, due_at, read_at)
            values (?, ?, 'todoist', 'event', ?, 'live', oo_now(), oo_now() + interval '100 years', oo_now())
            """)
        .params(user, ref.connection().value(), MADE)
        .update();
    Instant now = Instant.EPOCH;
    var task =
        new Task(
            "Look at what an event brings",
            null,
            MADE,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            false,
            null,
            Task.NO_OCCURRENCE,
            true);
    new Bus(List.of(new CandidatePool()))
        .in(tx)
        .accept(NormalizedEvent.of(ref, "1", NormalizedEvent.Kind.OPENED, "1", now, now, task));
    return user;
  }

  /**
   * @param first what comes first, in falling order
   */
  private static Optional<UUID> latest(
      Transaction tx, String id, String table, UUID user, String first) {
    return tx.sql(
            "select %s from %s where user_id = ? order by %s desc limit 1"
                .formatted(id, table, first.replace(",", " desc,")))
        .param(user)
        .query(UUID.class)
        .optional();
  }

  private static String provider(Transaction tx, UUID user, UUID connection) {
    return tx.sql("select provider from connection where user_id = ? and connection_id = ?")
        .params(user, connection)
        .query(String.class)
        .single();
  }

  /**
   * What the queue's function could be told, a body each.
   *
   * @return empty when nothing there is of its kind
   */
  List<Object> hints(String function, int most) {
    return switch (function) {
      case "fetch_signals" -> fetches(most);
      case "deliver_completions" -> deliveries(most);
      case "revoke_grants" -> revocations(most);
      default -> throw new IllegalArgumentException("No hint is known of " + function);
    };
  }

  private List<Object> fetches(int most) {
    List<FetchHint.Due> due =
        database.statement(
            db ->
                db.sql(
                        "select user_id, connection_id from connection where state = 'live' order by due_at limit ?")
                    .param(most)
                    .query(
                        (row, n) ->
                            new FetchHint.Due(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new ConnectionId(row.getObject("connection_id", UUID.class))))
                    .list());
    var hints = new ArrayList<Object>();
    due.forEach(one -> hints.add(new FetchHint(List.of(one))));
    return hints;
  }

  private List<Object> deliveries(int most) {
    return database.statement(
        db ->
            db.sql(
                    """
                    select user_id, decision_id, action from delivery
                    order by state in ('waiting', 'sending') desc, due_at limit ?
                    """)
                .param(most)
                .query(
                    (row, n) ->
                        (Object)
                            new DeliverHint(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new DecisionId(row.getObject("decision_id", UUID.class)),
                                DeliverHint.Action.valueOf(row.getString("action"))))
                .list());
  }

  private List<Object> revocations(int most) {
    return database.statement(
        db ->
            db.sql("select user_id, connection_id from revocation order by due_at limit ?")
                .param(most)
                .query(
                    (row, n) ->
                        (Object)
                            new RevokeHint(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new ConnectionId(row.getObject("connection_id", UUID.class))))
                .list());
  }
}
