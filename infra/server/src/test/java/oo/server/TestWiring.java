package oo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.health.Probes;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.queue.Message;
import oo.host.sql.Database;

/** Some of the template's functions, doing something that a test can see. */
final class TestWiring implements Wiring {
  final List<String> consumed = new CopyOnWriteArrayList<>();
  final List<String> ticks = new CopyOnWriteArrayList<>();
  volatile String failing = "";

  @Override
  public String module() {
    return "fetch-signals";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var queue = platform.queue(settings);
    String fetch = settings.required("FETCH_QUEUE", "The queue.");
    functions
        .http(
            "profile",
            Guard.PUBLIC,
            () ->
                request ->
                    Reply.ok(Map.of("q", request.query("q").orElse("none")))
                        .with(new Header("Set-Cookie", "a=1; Path=/"))
                        .with(new Header("Set-Cookie", "b=2; Path=/")))
        .http("disconnect", Guard.PUBLIC, () -> request -> Reply.ok(request.pathParameter("id")))
        .http(
            "begin_sign_in",
            Guard.PUBLIC,
            () ->
                request -> {
                  pause();
                  return Reply.empty(204);
                })
        .http(
            "recommend",
            Guard.PUBLIC,
            () -> request -> Reply.ok(Map.of("length", request.body().length)))
        .http(
            "request_fetch",
            Guard.PUBLIC,
            () ->
                request -> {
                  var messages = new ArrayList<oo.host.queue.MessageQueue.Outgoing>();
                  for (String word : request.query("words").orElse("").split(",")) {
                    messages.add(oo.host.queue.MessageQueue.Outgoing.now(Map.of("word", word)));
                  }
                  queue.send(fetch, messages);
                  return Reply.empty(202);
                })
        .queue("fetch_signals", () -> this::consume)
        .schedule("schedule_fetches", () -> () -> ticks.add("tick"))
        .health("auth_health", () -> List.of(Probes.database(database)));
  }

  private void consume(Message message) {
    String word = String.valueOf(message.hint(Map.class).get("word"));
    consumed.add(word);
    if (word.equals(failing)) {
      throw new IllegalStateException("told to");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
