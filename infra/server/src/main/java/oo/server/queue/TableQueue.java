package oo.server.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.fn.protocol.MessageTable;
import oo.host.base.Uuid7;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Database;
import oo.host.sql.Sql;
import oo.template.Template.QueueResource;

/**
 * A queue in the table {@code oo_runtime.message}. It hands out the newest first: messages are
 * hints, so that in a backlog what a person waits for comes before what waits anyway.
 */
public final class TableQueue implements Queue {
  private static final String BURY =
      """
      update oo_runtime.message
         set queue = :dead, receives = 0, receipt = null, visible_at = oo_now()
       where queue = :queue and receives >= :most and receives > 0 and visible_at <= oo_now()
      """;
  private static final String RECEIVE =
      """
      with next as (
        select message_id from oo_runtime.message
         where queue = :queue and visible_at <= oo_now()
         order by visible_at desc limit :max for update skip locked)
      update oo_runtime.message m
         set receipt = :receipt, receives = receives + 1,
             visible_at = oo_now() + :hidden_ms * interval '1 millisecond'
        from next where m.message_id = next.message_id
      returning m.message_id, m.body, m.receives
      """;
  private static final String DELETE =
      """
      delete from oo_runtime.message m using unnest(:ids, :receipts) as r(id, receipt)
       where m.message_id = r.id and m.receipt = r.receipt and m.queue = :queue
      """;
  private static final String HIDE =
      """
      update oo_runtime.message
         set visible_at = oo_now() + :hidden_ms * interval '1 millisecond'
       where message_id = :id and receipt = :receipt and queue = :queue and visible_at > oo_now()
      """;

  private final Database database;
  private final MessageTable table;
  private final QueueResource resource;

  public TableQueue(Database database, QueueResource resource) {
    this.database = database;
    this.table = new MessageTable(database);
    this.resource = resource;
  }

  @Override
  public void send(List<Outgoing> messages) {
    table.send(resource.id(), messages.stream().map(this::delayed).toList());
  }

  @Override
  public long waiting() {
    return table.waiting(resource.id());
  }

  private Outgoing delayed(Outgoing message) {
    return message.delay().isZero() ? new Outgoing(message.body(), resource.delay()) : message;
  }

  @Override
  public List<Received> receive(int max) {
    if (!resource.deadLetters().isEmpty()) {
      database.statement(this::bury);
    }
    String receipt = Uuid7.next().toString();
    return database.statement(db ->
        db.sql(RECEIVE)
            .param("queue", resource.id())
            .param("max", Math.min(max, LARGEST_BATCH))
            .param("receipt", UUID.fromString(receipt))
            .param("hidden_ms", resource.visibility().toMillis())
            .query((row, i) ->
                new Received(
                    row.getString("message_id"),
                    receipt,
                    row.getString("body"),
                    row.getInt("receives")))
            .list());
  }

  private int bury(Sql db) {
    return db.sql(BURY)
        .param("queue", resource.id())
        .param("dead", resource.deadLetters())
        .param("most", resource.maxReceiveCount())
        .update();
  }

  @Override
  public void delete(List<Received> messages) {
    if (messages.isEmpty()) {
      return;
    }
    database.statement(db ->
        db.sql(DELETE)
            .param("queue", resource.id())
            .param("ids", db.uuids(uuids(messages, Received::id)))
            .param("receipts", db.uuids(uuids(messages, Received::receipt)))
            .update());
  }

  @Override
  public void hide(Received message, Duration time) {
    database.statement(db ->
        db.sql(HIDE)
            .param("queue", resource.id())
            .param("id", UUID.fromString(message.id()))
            .param("receipt", UUID.fromString(message.receipt()))
            .param("hidden_ms", time.toMillis())
            .update());
  }

  private static List<UUID> uuids(
      List<Received> messages, java.util.function.Function<Received, String> part) {
    return messages.stream().map(part).map(UUID::fromString).toList();
  }
}
