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
import oo.tests.journey.Retry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Calls functions with their committed events, so that their containers run. On a small machine the
 * first call takes longer than the gateway's time limit.
 */
final class WarmUp {
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private final Stack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  WarmUp(Stack stack) {
    this.stack = stack;
  }

  /** The status of each route's answer. */
  Map<EventFile, Integer> everyRoute() {
    return together(EventFile.all().stream().filter(EventFile::http).toList());
  }

  /** Calls the routes of these functions. */
  void routes(String... names) {
    together(
        EventFile.all().stream()
            .filter(EventFile::http)
            .filter(event -> List.of(names).contains(event.function().name()))
            .toList());
  }

  private Map<EventFile, Integer> together(List<EventFile> events) {
    var statuses = new HashMap<EventFile, Integer>();
    // As many at once as a small machine has processors.
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
      throw new AssertionError(stack.lastLogLines(), e.getCause());
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
            .timeout(TIMEOUT)
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

  /** Sends each queue its committed event and waits until all are consumed. */
  void everyQueue() {
    for (EventFile event : EventFile.all()) {
      if (event.function().trigger() instanceof Messages messages) {
        stack.sqs.sendMessage(send ->
            send.queueUrl(stack.resource(messages.queue()))
                .messageBody(event.json().path("Records").path(0).path("body").asString()));
      }
    }
    for (EventFile event : EventFile.all()) {
      if (event.function().trigger() instanceof Messages messages) {
        Retry.within(TIMEOUT)
            .until(() -> assertThat(waiting(stack.resource(messages.queue()))).isZero());
      }
    }
  }

  /** The number of messages in a queue, including those that are being processed. */
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
