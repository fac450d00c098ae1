package oo.signals.decisions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.EventId;
import oo.signals.Feedback;
import org.jspecify.annotations.Nullable;

/** The table feedback: every event that was accepted, once. */
public final class FeedbackStore {

  /** An accepted event. */
  public record Entry(
      EventId event,
      DecisionId decision,
      Feedback.Kind kind,
      @Nullable EventId undoes,
      @Nullable Instant until,
      Instant at) {}

  /**
   * The decision's accepted events, in no order that means anything, and the event of that id,
   * which may be another decision's.
   */
  public List<Entry> of(Transaction tx, UserId user, DecisionId decision, EventId event) {
    return tx.sql("select * from feedback where user_id = ? and (decision_id = ? or event_id = ?)")
        .params(user.value(), decision.value(), event.value())
        .query(FeedbackStore::row)
        .list();
  }

  /**
   * Accepts an event.
   *
   * @return false when its id is taken
   */
  public boolean add(Transaction tx, Feedback event) {
    return tx.sql(
                """
                insert into feedback (user_id, event_id, decision_id, kind, undoes, until, at)
                values (:user, :event, :decision, :kind, :undoes, :until, :at)
                on conflict (user_id, event_id) do nothing
                """)
            .param("user", event.user().value())
            .param("event", event.event().value())
            .param("decision", event.decision().value())
            .param("kind", event.kind().name().toLowerCase(Locale.ROOT))
            .param("undoes", event.undoes() == null ? null : event.undoes().value())
            .param("until", event.until() == null ? null : event.until().atOffset(ZoneOffset.UTC))
            .param("at", event.at().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  private static Entry row(ResultSet row, int n) throws SQLException {
    UUID undoes = row.getObject("undoes", UUID.class);
    OffsetDateTime until = row.getObject("until", OffsetDateTime.class);
    return new Entry(
        new EventId(row.getObject("event_id", UUID.class)),
        new DecisionId(row.getObject("decision_id", UUID.class)),
        Feedback.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        undoes == null ? null : new EventId(undoes),
        until == null ? null : until.toInstant(),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
