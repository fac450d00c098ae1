package oo.tests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.template.Template;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Queues with SQS's semantics, which lose, double, delay and reorder messages as the seed says. */
final class SimulatedQueue {
  private static final class Held {
    final String id;
    final String queue;
    final String body;
    Instant visibleAt;
    int received;

    Held(String id, String queue, String body, Instant visibleAt) {
      this.id = id;
      this.queue = queue;
      this.body = body;
      this.visibleAt = visibleAt;
    }
  }

  private final World world;
  private final List<Held> held = new ArrayList<>();
  private int sent;
  int deadLetters;

  SimulatedQueue(World world) {
    this.world = world;
  }

  void send(String queue, List<Outgoing> messages) {
    for (Outgoing message : messages) {
      for (String body : single(message.body())) {
        int copies = 1;
        Duration delay = message.delay();
        if (world.happens(Fault.QUEUE, 0.3)) {
          copies = world.random.nextInt(3);
          delay = delay.plusSeconds(world.random.nextInt(120));
        }
        for (int copy = 0; copy < copies; copy++) {
          held.add(new Held("m" + ++sent, queue, body, world.now().plus(delay)));
        }
      }
    }
  }

  /**
   * A hint of several connections as several hints: the function reads those at once, in an order
   * that no seed fixes.
   */
  private static List<String> single(String body) {
    JsonNode tree = Json.mapper().readTree(body);
    JsonNode all = tree.path("hint").path("connections");
    if (all.size() < 2) {
      return List.of(body);
    }
    var bodies = new ArrayList<String>();
    for (JsonNode one : all.values()) {
      ObjectNode copy = (ObjectNode) tree.deepCopy();
      ((ObjectNode) copy.path("hint")).putArray("connections").add(one);
      bodies.add(copy.toString());
    }
    return bodies;
  }

  /** Delivers up to {@code most} batches of messages that can be seen now; returns how many. */
  int deliver(int most) {
    int delivered = 0;
    while (delivered < most) {
      List<Held> visible =
          held.stream().filter(message -> !message.visibleAt.isAfter(world.now())).toList();
      if (visible.isEmpty()) {
        break;
      }
      boolean reorder = world.happens(Fault.QUEUE, 0.3);
      Held first = visible.get(reorder ? world.random.nextInt(visible.size()) : 0);
      var batch = new ArrayList<>(List.of(first));
      visible.stream()
          .filter(other -> other != first && other.queue.equals(first.queue))
          .limit(world.random.nextInt(3))
          .forEach(batch::add);
      receive(batch);
      delivered++;
    }
    return delivered;
  }

  private void receive(List<Held> batch) {
    Template.QueueResource resource = world.machine.template.queue(batch.getFirst().queue);
    String function = reader(resource.id());
    batch.forEach(message -> {
      message.received++;
      message.visibleAt = world.now().plus(resource.visibility());
    });
    List<Message> messages =
        batch.stream().map(message -> new Message(message.id, message.body)).toList();
    Instance.Ran<List<String>> ran =
        world.on(world.anyInstance(), function, host -> host.consume(function, messages));
    List<String> failed =
        ran.result() == null ? batch.stream().map(m -> m.id).toList() : ran.result();
    batch.stream().filter(message -> !failed.contains(message.id)).forEach(held::remove);
    if (!failed.isEmpty() && !ran.faulty()) {
      world.violation(
          "no poison message", function + " failed without a fault: " + world.lastLog());
    }
    for (Held message : batch) {
      if (message.received >= resource.maxReceiveCount() && held.remove(message)) {
        deadLetters++;
        if (!ran.faulty()) {
          world.violation("no poison message", "a dead letter of " + function);
        }
      }
    }
  }

  private String reader(String queue) {
    return world.machine.template.functions().stream()
        .filter(function ->
            function.trigger() instanceof Template.Messages messages
                && messages.queue().equals(queue))
        .findFirst()
        .orElseThrow()
        .name();
  }

  /** The time of the next message that is not visible yet, at most {@code until}. */
  Instant next(Instant until) {
    return held.stream()
        .map(message -> message.visibleAt)
        .filter(at -> at.isAfter(world.now()) && at.isBefore(until))
        .min(Instant::compareTo)
        .orElse(until);
  }

  Map<String, Integer> depth() {
    var depth = new java.util.TreeMap<String, Integer>();
    held.forEach(message -> depth.merge(message.queue, 1, Integer::sum));
    return depth;
  }
}
