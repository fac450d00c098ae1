package oo.server.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import oo.host.health.Pulses;
import oo.host.queue.Message;
import oo.host.sql.Sql;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.FetchHint;
import oo.signals.hints.MailHint;
import oo.signals.hints.RevokeHint;
import oo.template.Template;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.QueueResource;

/** The rows that a hint means, as they are now. */
final class HintRows {
  private static final String CONNECTION =
      """
      select provider || ' connection ' || connection_id || ' of user ' || user_id as name,
        case when state = 'ended' then 'is ended'
          when due_at = 'infinity' then 'waits for the person to renew it' end as over,
        greatest(due_at, not_before) as due_at, last_error, unfinished, oo_now() as now
      from connection where user_id = ? and connection_id = ?
      """;
  private static final String DELIVERY =
      """
      select action || ' the task of tip ' || decision_id || ' of user ' || user_id as name,
        case when state not in ('waiting', 'sending') then 'is ' || state end as over,
        case state when 'sending' then sending_until else due_at end as due_at, last_error, unfinished, oo_now() as now
      from delivery where user_id = ? and decision_id = ? and action = ?
      """;
  private static final String REVOCATION =
      """
      select 'revocation of connection ' || connection_id || ' of user ' || user_id as name,
        null as over, due_at, last_error, unfinished, oo_now() as now
      from revocation where user_id = ? and connection_id = ?
      """;
  private static final String MAIL =
      """
      select kind || ' mail ' || mail_id || ' to user ' || user_id as name,
        case when state <> 'waiting' then 'is ' || state end as over,
        due_at, last_error, 0 as unfinished, oo_now() as now
      from mail where user_id = ? and mail_id = ?
      """;

  private final Sql db;
  private final Template template;

  HintRows(Sql db, Template template) {
    this.db = db;
    this.template = template;
  }

  /** What work on a row would do now. */
  enum State {
    DUE,
    LATER,
    OVER
  }

  /**
   * @param name which row it is
   * @param words how it is
   */
  record Row(String name, State state, String words) {}

  /** The function that reads a queue. */
  String reader(QueueResource queue) {
    return template.functions().stream()
        .filter(one -> one.trigger() instanceof Messages from && from.queue().equals(queue.id()))
        .map(FunctionResource::name)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The rows of a message to a function, at most 50.
   *
   * @throws Message.Unreadable when this version does not know the hint
   */
  List<Row> of(String function, Message message) {
    return switch (function) {
      case "fetch_signals" ->
          message.hint(FetchHint.class).connections().stream()
              .map(due ->
                  row("a connection", CONNECTION, due.user().value(), due.connection().value()))
              .toList();
      case "deliver_completions" -> {
        DeliverHint hint = message.hint(DeliverHint.class);
        yield List.of(
            row(
                "a delivery",
                DELIVERY,
                hint.user().value(),
                hint.decision().value(),
                hint.action().name()));
      }
      case "revoke_grants" -> {
        RevokeHint hint = message.hint(RevokeHint.class);
        yield List.of(
            row("a revocation", REVOCATION, hint.user().value(), hint.connection().value()));
      }
      case "send_mail" -> {
        MailHint hint = message.hint(MailHint.class);
        yield List.of(row("a mail", MAIL, hint.user().value(), hint.mail()));
      }
      default -> throw new IllegalStateException(function + " has no hints");
    };
  }

  private Row row(String kind, String sql, Object... key) {
    return db.sql(sql)
        .params(key)
        .query(HintRows::row)
        .optional()
        .orElseGet(() -> new Row(kind + " of user " + key[0], State.OVER, "is gone"));
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    String over = row.getString("over");
    if (over != null) {
      return new Row(row.getString("name"), State.OVER, over);
    }
    var wait =
        Duration.between(
            row.getObject("now", OffsetDateTime.class),
            row.getObject("due_at", OffsetDateTime.class));
    boolean due = !wait.isPositive();
    var words = new StringBuilder(due ? "has been due for " : "is due in ");
    words.append(Pulses.words(wait.abs()));
    if (row.getInt("unfinished") > 0) {
      words.append("; ").append(row.getInt("unfinished")).append(" tries broke off");
    }
    if (row.getString("last_error") != null) {
      words.append("; ").append(row.getString("last_error"));
    }
    return new Row(row.getString("name"), due ? State.DUE : State.LATER, words.toString());
  }
}
