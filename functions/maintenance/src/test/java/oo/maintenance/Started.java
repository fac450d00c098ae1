package oo.maintenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;

/** The module in a host, with a queue that remembers, or that is down. */
final class Started implements AutoCloseable {
  static final Map<String, String> SETTINGS =
      Map.of(
          "FETCH_QUEUE", "fetch",
          "DELIVER_QUEUE", "deliver",
          "REVOKE_QUEUE", "revoke",
          "MAIL_QUEUE", "mail",
          "DELIVER_DEAD_QUEUE", "deliver-dead");

  final Map<String, List<Message>> sent = new HashMap<>();
  final Map<String, Long> dead = new HashMap<>();
  final Set<String> down = new HashSet<>();
  final List<Map<String, Object>> log = new ArrayList<>();
  Runnable whenSent = () -> {};
  private final FunctionHost host;

  Started(DataSource dataSource) {
    this(dataSource, SETTINGS);
  }

  Started(DataSource dataSource, Map<String, String> settings) {
    host =
        FunctionHost.start(
            List.of(new MaintenanceWiring()),
            module -> new Settings(settings),
            platform(dataSource),
            line -> {
              synchronized (log) {
                log.add(line);
              }
            });
  }

  /** With the mail server at that address. */
  static Started mailing(DataSource dataSource, String smtp) {
    var settings = new HashMap<>(SETTINGS);
    settings.put("SITE_ORIGIN", "http://localhost:8080");
    settings.put("MAIL_FROM", "oO <mail@oo.example>");
    settings.put("SMTP_URL", smtp);
    return new Started(dataSource, settings);
  }

  private Platform platform(DataSource dataSource) {
    return new Platform() {
      @Override
      public DataSource dataSource(Settings settings) {
        return dataSource;
      }

      @Override
      public MessageQueue queue(Settings settings) {
        return Started.this.queue();
      }

      @Override
      public ObjectStore objects(Settings settings) {
        throw new UnsupportedOperationException();
      }
    };
  }

  MessageQueue queue() {
    return new MessageQueue() {
      @Override
      public void send(String queue, List<Outgoing> messages) {
        Started.this.send(queue, messages);
      }

      @Override
      public long waiting(String queue) {
        long waiting = dead.getOrDefault(queue, 0L);
        if (waiting < 0) {
          throw new IllegalStateException("not allowed");
        }
        return waiting;
      }
    };
  }

  private void send(String queue, List<MessageQueue.Outgoing> messages) {
    whenSent.run();
    synchronized (sent) {
      if (down.contains(queue)) {
        throw new IllegalStateException("down");
      }
      var all = sent.computeIfAbsent(queue, q -> new ArrayList<>());
      messages.forEach(message -> all.add(new Message("1", message.body())));
    }
  }

  boolean tick(String name) {
    return host.tick(name);
  }

  /** False when the message would be redelivered. */
  boolean consume(String name, Object hint) {
    return host.consume(name, List.of(new Message("1", Message.bodyOf(hint)))).isEmpty();
  }

  /** What was sent to a queue since it was last asked, as hints. */
  <T> List<T> hints(String queue, Class<T> type) {
    return messages(queue).stream().map(message -> message.hint(type)).toList();
  }

  List<Message> messages(String queue) {
    synchronized (sent) {
      List<Message> all = sent.remove(queue);
      return all == null ? List.of() : all;
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
