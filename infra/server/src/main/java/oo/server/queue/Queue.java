package oo.server.queue;

import java.time.Duration;
import java.util.List;
import oo.host.queue.MessageQueue.Outgoing;

/**
 * One queue as SQS gives it. An implementation passes {@code QueueContract}. It may throw when what
 * it stands on does not answer; nothing has then happened, or it has and will be seen.
 */
public interface Queue {
  /** The most that one receive gives (SQS's limit). */
  int LARGEST_BATCH = 10;

  /** All or nothing. A message without a delay has the queue's. */
  void send(List<Outgoing> messages);

  /**
   * Up to {@code max} messages, hidden from others for the queue's visibility time. A message that
   * was received too often without being deleted becomes a dead letter. Does not wait.
   */
  List<Received> receive(int max);

  /** Ends a message. One that was received again since is not ended by an old receipt. */
  void delete(List<Received> messages);

  /** Hides a message for this long from now; zero shows it at once. */
  void hide(Received message, Duration time);

  /** About how many messages wait, those that are being served not counted. */
  long waiting();

  /**
   * @param id the message's, the same at every receive
   * @param receipt of this receive
   * @param receives how often it was received, this one included
   */
  record Received(String id, String receipt, String body, int receives) {}
}
