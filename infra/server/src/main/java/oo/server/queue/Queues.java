package oo.server.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import oo.host.queue.MessageQueue;

/** Every queue of the template, addressed by its logical id. */
public final class Queues implements MessageQueue {
  private final Map<String, Queue> queues;
  private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();

  public Queues(Map<String, Queue> queues) {
    this.queues = Map.copyOf(queues);
  }

  /** Wakes this consumer when something is sent to its queue. */
  public void feeds(String queue, Consumer consumer) {
    consumers.put(queue, consumer);
  }

  public Queue queue(String id) {
    Queue queue = queues.get(id);
    if (queue == null) {
      throw new IllegalArgumentException("No queue " + id + "; there are " + queues.keySet());
    }
    return queue;
  }

  @Override
  public long waiting(String queue) {
    return queue(queue).waiting();
  }

  @Override
  public void send(String queue, List<Outgoing> messages) {
    queue(queue).send(messages);
    Consumer consumer = consumers.get(queue);
    if (consumer != null) {
      consumer.wake();
    }
  }
}
