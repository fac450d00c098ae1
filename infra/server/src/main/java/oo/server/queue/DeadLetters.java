package oo.server.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import oo.host.sql.Database;
import oo.host.sql.Sql;
import oo.template.Template;
import oo.template.Template.QueueResource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The messages that the queues of the table {@code oo_runtime.message} gave up on. A message is a
 * hint: neither sending it back nor dropping it changes what its row says.
 */
public final class DeadLetters {
  private static final String AMONG =
      """
      from oo_runtime.message m join unnest(:dead, :sources) as q(dead, source) on m.queue = q.dead
      where (:queue = '' or m.queue = :queue) and (:id::uuid is null or m.message_id = :id::uuid)
        and m.visible_at <= :until
      """;
  private static final String REDRIVE =
      """
      with chosen as (select message_id, source %s order by m.visible_at, m.message_id limit :most for update of m)
      update oo_runtime.message m
         set queue = chosen.source, receives = 0, receipt = null, visible_at = oo_now()
        from chosen where m.message_id = chosen.message_id
      """
          .formatted(AMONG);
  private static final String DROP =
      """
      with chosen as (select message_id %s order by m.visible_at, m.message_id limit :most for update of m)
      delete from oo_runtime.message m using chosen where m.message_id = chosen.message_id
      """
          .formatted(AMONG);

  private final Database database;
  private final List<QueueResource> queues;

  public DeadLetters(Database database, Template template) {
    this.database = database;
    this.queues =
        template.queues().stream().filter(queue -> !queue.deadLetters().isEmpty()).toList();
  }

  /**
   * @param source the queue that gave up on it, and that it goes back to
   * @param deadAt when it gave up
   */
  public record DeadLetter(
      UUID id, QueueResource source, String body, Instant sentAt, Instant deadAt) {}

  /**
   * What is meant.
   *
   * @param queue of dead letters; empty for all
   * @param id of one; null for all
   * @param until those that were given up on until then
   */
  public record Selection(String queue, @Nullable UUID id, Instant until) {}

  /** The queues of dead letters. */
  public Collection<String> names() {
    return queues.stream().map(QueueResource::deadLetters).toList();
  }

  /** False where the queues are not in this database, but at SQS. */
  public boolean here() {
    return database.statement(db ->
        db.sql("select to_regclass('oo_runtime.message') is not null")
            .query(Boolean.class)
            .single());
  }

  /** Those that there are now. */
  public Selection now(String queue, @Nullable UUID id) {
    return new Selection(
        queue,
        id,
        database.statement(
            db -> db.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant()));
  }

  public long count(Selection selection) {
    return database.statement(
        db -> among(db, "select count(*) " + AMONG, selection).query(Long.class).single());
  }

  /** The first that were given up on. */
  public List<DeadLetter> list(Selection selection, int most) {
    return database.statement(db ->
        among(
                db,
                "select m.* %s order by m.visible_at, m.message_id limit :most".formatted(AMONG),
                selection)
            .param("most", most)
            .query(this::deadLetter)
            .list());
  }

  /**
   * Sends some back to their queues, the first first, in one statement.
   *
   * @return how many; 0 when none is left
   */
  public int redrive(Selection selection, int most) {
    return database.statement(db -> among(db, REDRIVE, selection).param("most", most).update());
  }

  /** Deletes some, like {@link #redrive}. */
  public int drop(Selection selection, int most) {
    return database.statement(db -> among(db, DROP, selection).param("most", most).update());
  }

  private StatementSpec among(Sql db, String sql, Selection selection) {
    return db.sql(sql)
        .param("dead", db.texts(names()))
        .param("sources", db.texts(queues.stream().map(QueueResource::id).toList()))
        .param("queue", selection.queue())
        .param("id", selection.id())
        .param("until", OffsetDateTime.ofInstant(selection.until(), ZoneOffset.UTC));
  }

  private DeadLetter deadLetter(ResultSet row, int n) throws SQLException {
    return new DeadLetter(
        row.getObject("message_id", UUID.class),
        source(row.getString("queue")),
        row.getString("body"),
        row.getObject("sent_at", OffsetDateTime.class).toInstant(),
        row.getObject("visible_at", OffsetDateTime.class).toInstant());
  }

  private QueueResource source(String dead) {
    return queues.stream()
        .filter(queue -> queue.deadLetters().equals(dead))
        .findFirst()
        .orElseThrow();
  }
}
