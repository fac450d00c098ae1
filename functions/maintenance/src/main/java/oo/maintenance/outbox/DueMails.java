package oo.maintenance.outbox;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.hints.MailHint;

/**
 * Mails that are due. A mail gets its first hint here too: it may wait for a minute, and so no
 * function that writes one needs the queue. Without a mail server they are dropped.
 */
public final class DueMails implements DueRows {
  private final String queue;
  private final boolean on;

  /**
   * @param on whether the operator has configured mail
   */
  public DueMails(String queue, boolean on) {
    this.queue = queue;
    this.on = on;
  }

  @Override
  public String name() {
    return "mails";
  }

  @Override
  public String queue() {
    return queue;
  }

  @Override
  public Taken take(Transaction tx, int limit) {
    if (!on) {
      tx.sql("delete from mail where state = 'waiting' and due_at <= oo_now()").update();
      return new Taken(0, List.of(), false);
    }
    List<Outgoing> hints =
        tx.sql(
                """
                with due as (
                  select user_id, mail_id from mail
                  where state = 'waiting' and due_at <= oo_now()
                    and (hinted_at is null or hinted_at <= oo_now() - ? * interval '1 second')
                  order by due_at limit ?
                  for no key update skip locked)
                update mail m set hinted_at = oo_now()
                from due where m.user_id = due.user_id and m.mail_id = due.mail_id
                returning m.user_id, m.mail_id, m.traceparent
                """)
            .params(LOST_AFTER_SECONDS, limit)
            .query((row, n) ->
                new Outgoing(
                    Message.bodyOf(
                        new MailHint(
                            new UserId(row.getObject("user_id", UUID.class)),
                            row.getObject("mail_id", UUID.class)),
                        row.getString("traceparent")),
                    Duration.ZERO))
            .list();
    return new Taken(hints.size(), hints, false);
  }
}
