package oo.fn.protocol;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.host.base.Uuid7;
import oo.host.health.Waiting;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;

/**
 * Sends into the table that the server's queues are: all or nothing, one statement. A queue is
 * addressed by its name in the template, and is not checked here; a message without a reader waits.
 */
public final class MessageTable implements MessageQueue {
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private static final String SEND =
      """
      insert into oo_runtime.message (message_id, queue, body, visible_at)
      select m.id, :queue, m.body, oo_now() + m.delay_ms * interval '1 millisecond'
        from unnest(:ids, :bodies, :delays) as m(id, body, delay_ms)
      """;

  private final Database database;

  public MessageTable(Database database) {
    this.database = database;
  }

  @Override
  public void send(String queue, List<Outgoing> messages) {
    if (messages.isEmpty()) {
      return;
    }
    List<UUID> ids = messages.stream().map(message -> Uuid7.next()).toList();
    database.statement(db ->
        db.sql(SEND)
            .param("queue", queue)
            .param("ids", db.uuids(ids))
            .param("bodies", db.texts(messages.stream().map(Outgoing::body).toList()))
            .param("delays", db.array("int8", messages.stream().map(MessageTable::delay).toList()))
            .update());
  }

  @Override
  public long waiting(String queue) {
    return database.statement(db ->
        db.sql(
                """
                select count(*) from (
                  select from oo_runtime.message where queue = ? and visible_at <= oo_now() limit ?) counted
                """)
            .params(queue, Waiting.MOST)
            .query(Long.class)
            .single());
  }

  private static long delay(Outgoing message) {
    return Math.min(message.delay().toMillis(), LONGEST_DELAY.toMillis());
  }
}
