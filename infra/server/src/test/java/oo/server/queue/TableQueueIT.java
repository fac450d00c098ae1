package oo.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.server.queue.Queue.Received;
import oo.template.Template.QueueResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TableQueueIT extends QueueContract {
  private static TestDatabase database = TestDatabase.create();
  private static int made;

  private Database sql = new Database(database.dataSource());
  private String name = "";

  @BeforeAll
  static void prepare() {
    QueueSchema.create(new Database(database.dataSource()));
    QueueSchema.create(new Database(database.dataSource()));
    database.setNow(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected Queue queue() {
    name = "queue-" + ++made;
    return new TableQueue(
        sql, new QueueResource(name, Duration.ZERO, VISIBILITY, name + "-dead", MOST));
  }

  @Override
  protected Queue deadLetters() {
    return new TableQueue(sql, new QueueResource(name + "-dead", Duration.ZERO, VISIBILITY, "", 0));
  }

  @Override
  protected void pass(Duration time) {
    database.advance(time);
  }

  // SQS may still delete by an old receipt; here it must not.
  @Test
  void anOldReceiptEndsNothing() {
    Queue queue = queue();
    queue.send(List.of(new Outgoing("a", Duration.ZERO)));
    Received old = queue.receive(1).getFirst();
    pass(VISIBILITY.plusSeconds(1));
    Received current = queue.receive(1).getFirst();

    queue.delete(List.of(old));
    queue.hide(current, Duration.ZERO);

    assertThat(queue.receive(1)).hasSize(1);
  }

  @Test
  void theQueuesOwnDelayHoldsWhereTheMessageHasNone() {
    var delayed =
        new TableQueue(sql, new QueueResource("slow", Duration.ofSeconds(5), VISIBILITY, "", 0));
    delayed.send(List.of(new Outgoing("a", Duration.ZERO)));

    assertThat(delayed.receive(1)).isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(delayed.receive(1)).hasSize(1);
  }
}
