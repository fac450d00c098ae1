package oo.signals.decisions;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import oo.contract.Notice;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;

/**
 * The table notice: what the person should know, mostly of what happened at a source after a tap.
 */
public final class NoticeStore {
  private static final int SHOWN = 20;

  /** Further notices about tips are dropped until the person dismissed some. */
  private static final int MOST_UNSEEN = 1_000;

  /** Tells of a tip's task, as the tip showed it. */
  public void add(
      Transaction tx, UserId user, DecisionId decision, Notice.Kind kind, String detail) {
    tx.sql(
            """
            insert into notice (user_id, notice_id, connection_id, kind, title, detail, deep_link, at)
            select user_id, :notice, connection_id, :kind, coalesce(shown ->> 'title', ''), :detail, shown ->> 'deep_link', oo_now()
            from decision where user_id = :user and decision_id = :decision
              and (select count(*) from notice where user_id = :user and seen_at is null) < :most
            """)
        .param("most", MOST_UNSEEN)
        .param("notice", Uuid7.next())
        .param("kind", kind.name())
        .param("detail", detail)
        .param("user", user.value())
        .param("decision", decision.value())
        .update();
  }

  /** Tells of what is about no task. */
  public void add(Transaction tx, UserId user, Notice.Kind kind, String title, String detail) {
    tx.sql(
            """
            insert into notice (user_id, notice_id, kind, title, detail, at)
            values (?, ?, ?, ?, ?, oo_now())
            """)
        .params(user.value(), Uuid7.next(), kind.name(), title, detail)
        .update();
  }

  /** The oldest that the person has not dismissed, at most 20. They outlive their connections. */
  public List<Notice> unseen(Transaction tx, UserId user) {
    return tx.sql(
            """
            select notice_id, kind, title, detail, deep_link, at from notice
            where user_id = ? and seen_at is null
            order by at, notice_id limit ?
            """)
        .params(user.value(), SHOWN)
        .query((row, n) ->
            new Notice(
                row.getObject("notice_id", UUID.class),
                Notice.Kind.valueOf(row.getString("kind")),
                row.getString("title"),
                row.getString("detail"),
                row.getString("deep_link"),
                row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Dismisses; ids that are not the user's are ignored. */
  public void seen(Transaction tx, UserId user, List<UUID> notices) {
    if (!notices.isEmpty()) {
      tx.sql(
              """
              update notice set seen_at = oo_now()
              where user_id = ? and notice_id = any(?) and seen_at is null
              """)
          .params(user.value(), tx.uuids(notices))
          .update();
    }
  }
}
