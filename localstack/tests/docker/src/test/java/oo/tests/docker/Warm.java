package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.template.Template.Messages;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The first call of each function, with the events beside the modules: it starts the function's
 * container, which no gateway's patience is long enough for on a small machine.
 */
final class Warm {
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final Stack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  Warm(Stack stack) {
    this.stack = stack;
  }

  /** The status that each route's event was answered with. */
  Map<EventFile, Integer> everyRoute() {
    return together(EventFile.all().stream().filter(EventFile::http).toList());
  }

  /** Some of them, by name. */
  void routes(String... names) {
    together(
        EventFile.all().stream()
            .filter(EventFile::http)
            .filter(event -> List.of(names).contains(event.function().name()))
            .toList());
  }

  private Map<EventFile, Integer> together(List<EventFile> events) {
    var statuses = new HashMap<EventFile, Integer>();
    // No more at once than a small machine has processors.
    try (var threads = Executors.newFixedThreadPool(2)) {
      var calls = new ArrayList<Callable<Integer>>();
      events.forEach(event -> calls.add(() -> call(event)));
      List<Future<Integer>> answers = threads.invokeAll(calls);
      for (int i = 0; i < events.size(); i++) {
        statuses.put(events.get(i), answers.get(i).get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new AssertionError(stack.lastWords(), e.getCause());
    }
    return statuses;
  }

  private int call(EventFile event) throws IOException, InterruptedException {
    String path = event.json().path("path").asString();
    String query =
        event.json().path("queryStringParameters").isObject()
            ? "?"
                + String.join(
                    "&",
                    event.json().path("queryStringParameters").properties().stream()
                        .map(one -> one.getKey() + "=" + one.getValue().asString())
                        .toList())
            : "";
    String body = event.json().path("body").isString() ? event.json().path("body").asString() : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stack.api() + path + query))
            .timeout(LONGEST)
            .method(
                event.json().path("httpMethod").asString(),
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    for (String name : List.of("Cookie", "X-OO", "Content-Type")) {
      if (event.json().path("headers").has(name)) {
        request.header(name, event.json().path("headers").path(name).asString());
      }
    }
    if (!event.json().path("httpMethod").asString().equals("GET")) {
      request.header("Origin", stack.site());
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** Each queue's function takes the hint of nobody that is its event. */
  void everyQueue() {
    for (EventFile event : EventFile.all()) {
      if (event.function().trigger() instanceof Messages messages) {
        stack.sqs.sendMessage(
            send ->
                send.queueUrl(stack.resource(messages.queue()))
                    .messageBody(event.json().path("Records").path(0).path("body").asString()));
      }
    }
    for (EventFile event : EventFile.all()) {
      if (event.function().trigger() instanceof Messages messages) {
        Patience.of(LONGEST)
            .until(() -> assertThat(waiting(stack.resource(messages.queue()))).isZero());
      }
    }
  }

  /** How many messages a queue holds, those being worked on too. */
  int waiting(String queue) {
    var names =
        List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
    var attributes =
        stack.sqs.getQueueAttributes(ask -> ask.queueUrl(queue).attributeNames(names)).attributes();
    return names.stream().mapToInt(name -> Integer.parseInt(attributes.get(name))).sum();
  }
}
