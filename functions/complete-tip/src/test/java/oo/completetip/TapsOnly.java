package oo.completetip;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that starts, serves each of the three taps once, and ends. */
public final class TapsOnly implements Runnable, Platform {
  private final Map<String, String> settings;
  private final String[] arguments;

  /**
   * @param arguments the database's address, user and password; a cookie, a tip, and an event's id
   */
  public TapsOnly(Map<String, String> settings, String[] arguments) {
    this.settings = settings;
    this.arguments = arguments.clone();
  }

  @Override
  public void run() {
    try (var host =
        FunctionHost.start(
            List.of(new CompleteTipWiring()),
            module -> new Settings(settings),
            this,
            line -> {},
            Set.of("not_now", "complete", "undo")::contains)) {
      String done = arguments[5];
      tap(host, "not_now", "{\"event_id\":\"" + UUID.randomUUID() + "\"}");
      tap(host, "complete", "{\"event_id\":\"" + done + "\"}");
      tap(host, "undo", "{\"event_id\":\"" + UUID.randomUUID() + "\",\"undoes\":\"" + done + "\"}");
    }
  }

  private void tap(FunctionHost host, String function, String json) {
    Reply reply =
        host.handle(
            function,
            new Request(
                "POST",
                "/api/tips/" + arguments[4] + "/" + function,
                Map.of("id", arguments[4]),
                Map.of(),
                Map.of(
                    "X-OO", List.of("1"),
                    "Origin", List.of(TipApp.SITE),
                    "Content-Type", List.of("application/json"),
                    "Cookie", List.of(arguments[3])),
                json.getBytes(StandardCharsets.UTF_8)));
    if (reply.status() != 200) {
      throw new IllegalStateException(function + " answered " + reply.status());
    }
  }

  @Override
  public DataSource dataSource(Settings own) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(arguments[0]);
    dataSource.setUser(arguments[1]);
    dataSource.setPassword(arguments[2]);
    return dataSource;
  }

  @Override
  public MessageQueue queue(Settings own) {
    return (queue, messages) -> {};
  }

  @Override
  public ObjectStore objects(Settings own) {
    throw new UnsupportedOperationException();
  }
}
