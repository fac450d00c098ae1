package oo.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import oo.host.queue.MessageQueue.Outgoing;
import oo.server.queue.Queue.Received;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Queue} does. The queue under test has a visibility of {@link #VISIBILITY}, no
 * delay, and gives up after {@link #MOST} receives.
 */
public abstract class QueueContract {
  protected static final Duration VISIBILITY = Duration.ofSeconds(30);
  protected static final int MOST = 3;

  private Queue queue = new None();
  private Queue dead = new None();

  /** A new, empty queue. */
  protected abstract Queue queue();

  /** Its dead letters. */
  protected abstract Queue deadLetters();

  /** Lets time pass for the queue. */
  protected abstract void pass(Duration time);

  @BeforeEach
  void begin() {
    queue = queue();
    dead = deadLetters();
  }

  @Test
  void whatIsSentIsReceivedWithItsBody() {
    queue.send(List.of(out("a"), out("b ✓ \"quoted\" \n")));

    List<Received> received = all(queue);

    assertThat(received)
        .extracting(Received::body)
        .containsExactlyInAnyOrder("a", "b ✓ \"quoted\" \n");
    assertThat(received).extracting(Received::receives).containsOnly(1);
    assertThat(received).extracting(Received::id).doesNotHaveDuplicates();
  }

  @Test
  void aReceiveGivesTenAtMost() {
    queue.send(java.util.stream.IntStream.range(0, 12).mapToObj(i -> out("m" + i)).toList());

    List<Received> first = queue.receive(50);
    assertThat(first).hasSizeBetween(1, Queue.LARGEST_BATCH);
    assertThat(queue.receive(1)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whatIsReceivedIsHiddenUntilItsVisibilityEnds() {
    queue.send(List.of(out("a")));
    Received first = one(queue);

    assertThat(queue.receive(10)).isEmpty();
    pass(VISIBILITY.plusSeconds(1));

    Received again = one(queue);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.receives()).isEqualTo(2);
    assertThat(again.receipt()).isNotEqualTo(first.receipt());
  }

  @Test
  void whatIsDeletedIsGone() {
    queue.send(List.of(out("a"), out("b")));
    List<Received> both = all(queue);
    queue.delete(List.of(both.getFirst()));

    pass(VISIBILITY.plusSeconds(1));

    assertThat(all(queue)).extracting(Received::body).containsExactly(both.getLast().body());
  }

  @Test
  void deletingAgainIsHarmless() {
    queue.send(List.of(out("a")));
    Received only = one(queue);
    queue.delete(List.of(only));
    queue.send(List.of(out("b")));

    queue.delete(List.of(only));
    queue.delete(List.of());

    assertThat(all(queue)).extracting(Received::body).containsExactly("b");
    pass(VISIBILITY.plusSeconds(1));
    assertThat(all(queue)).extracting(Received::body).containsExactly("b");
    assertThat(dead.receive(10)).isEmpty();
  }

  @Test
  void aDelayedMessageIsNotSeenBefore() {
    queue.send(List.of(new Outgoing("later", Duration.ofSeconds(15)), out("now")));

    assertThat(all(queue)).extracting(Received::body).containsExactly("now");
    pass(Duration.ofSeconds(16));

    assertThat(all(queue)).extracting(Received::body).containsExactly("later");
  }

  @Test
  void hiddenForNoTimeItIsSeenAtOnce() {
    queue.send(List.of(out("a")));
    queue.hide(one(queue), Duration.ZERO);

    assertThat(one(queue).receives()).isEqualTo(2);
  }

  @Test
  void hiddenForLongerItStaysHidden() {
    queue.send(List.of(out("a")));
    queue.hide(one(queue), VISIBILITY.multipliedBy(3));
    pass(VISIBILITY.plusSeconds(1));

    assertThat(queue.receive(10)).isEmpty();
  }

  @Test
  void whatIsReceivedTooOftenIsADeadLetter() {
    queue.send(List.of(out("poison")));
    for (int i = 0; i < MOST; i++) {
      assertThat(one(queue).receives()).isEqualTo(i + 1);
      assertThat(dead.receive(10)).isEmpty();
      pass(VISIBILITY.plusSeconds(1));
    }

    assertThat(queue.receive(10)).isEmpty();
    assertThat(one(dead).body()).isEqualTo("poison");
  }

  @Test
  void whoReceiveAtOnceNeverShareAMessage() throws Exception {
    int many = 60;
    for (int i = 0; i < many; i += 10) {
      int from = i;
      queue.send(
          java.util.stream.IntStream.range(from, from + 10).mapToObj(n -> out("m" + n)).toList());
    }
    List<String> bodies = java.util.Collections.synchronizedList(new ArrayList<>());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 6; t++) {
        threads.submit(() -> all(queue).forEach(message -> bodies.add(message.body())));
      }
    }
    all(queue).forEach(message -> bodies.add(message.body()));

    assertThat(bodies).hasSize(many).doesNotHaveDuplicates();
  }

  @Test
  void whatWaitsIsCountedAndWhatIsBeingServedIsNot() {
    Queue queue = queue();
    queue.send(List.of(out("a"), out("b"), new Outgoing("c", Duration.ofMinutes(5))));
    assertThat(queue.waiting()).isEqualTo(2);

    queue.receive(1);
    assertThat(queue.waiting()).isEqualTo(1);
  }

  private static Outgoing out(String body) {
    return new Outgoing(body, Duration.ZERO);
  }

  private static Received one(Queue from) {
    List<Received> received = all(from);
    assertThat(received).hasSize(1);
    return received.getFirst();
  }

  /** Everything that is to be seen now. */
  private static List<Received> all(Queue from) {
    var received = new ArrayList<Received>();
    Set<String> seen = new HashSet<>();
    for (List<Received> batch = from.receive(10); !batch.isEmpty(); batch = from.receive(10)) {
      batch.stream()
          .filter(message -> seen.add(message.receipt() + message.id()))
          .forEach(received::add);
    }
    return received;
  }

  /** Before the first test begins. */
  private static final class None implements Queue {
    @Override
    public void send(List<Outgoing> messages) {}

    @Override
    public long waiting() {
      return 0;
    }

    @Override
    public List<Received> receive(int max) {
      return List.of();
    }

    @Override
    public void delete(List<Received> messages) {}

    @Override
    public void hide(Received message, Duration time) {}
  }
}
