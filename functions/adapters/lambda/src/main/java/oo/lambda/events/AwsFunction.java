package oo.lambda.events;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.FunctionHost.Registered;
import oo.host.FunctionHost.Trigger;
import oo.host.base.NeedsOperator;
import oo.host.queue.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One function of a host, called by events as AWS writes them: of API Gateway's REST API, of an SQS
 * batch, of a schedule, or an empty object by a deployment. Which of them is expected comes from
 * the function, never from the event, so that no payload gets past the guard of a route.
 */
public final class AwsFunction {
  private final FunctionHost host;
  private final Registered function;

  /**
   * @throws IllegalArgumentException when the host has no function of that name; it says which it
   *     has
   */
  public AwsFunction(FunctionHost host, String name) {
    Registered found = host.functions().get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "There is no function \"" + name + "\"; there are " + host.functions().keySet());
    }
    this.host = host;
    this.function = found;
  }

  public Trigger trigger() {
    return function.trigger();
  }

  /**
   * Calls it.
   *
   * @param event JSON, as AWS hands it to a function
   * @return what AWS expects of a function of this kind, as JSON
   * @throws UnexpectedEvent when the event is of another kind, or malformed
   * @throws CallFailed when a whole batch failed, or a tick did
   */
  public byte[] call(byte[] event) {
    JsonNode tree = tree(event);
    Object answer =
        switch (function.trigger()) {
          case HTTP -> ApiEvent.answer(host.handle(function.name(), ApiEvent.request(tree)));
          case QUEUE -> consumed(SqsEvent.messages(tree));
          case SCHEDULE -> {
            ScheduleEvent.check(tree);
            yield ticked();
          }
          case DEPLOY -> {
            if (!tree.isEmpty()) {
              throw new UnexpectedEvent("Expected the empty object of a deployment: {}.");
            }
            yield ticked();
          }
        };
    return Json.mapper().writeValueAsBytes(answer);
  }

  /**
   * Calls the function of a schedule or a deployment without an event, as a person does.
   *
   * @throws UnexpectedEvent when it is of another kind
   * @throws CallFailed when it failed
   */
  public byte[] tick() {
    return switch (function.trigger()) {
      case SCHEDULE, DEPLOY -> Json.mapper().writeValueAsBytes(ticked());
      case HTTP, QUEUE -> throw new UnexpectedEvent(function.name() + " needs an event.");
    };
  }

  private static JsonNode tree(byte[] event) {
    try {
      JsonNode tree = Json.mapper().readTree(event);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      // Its message quotes the event.
    }
    throw new UnexpectedEvent("The event is not a JSON object.");
  }

  private Object consumed(List<Message> batch) {
    List<String> failed = host.consume(function.name(), batch);
    if (failed.size() == batch.size()) {
      // Some emulators drop ReportBatchItemFailures; an error makes every one of them redeliver.
      throw new CallFailed("Not one of " + batch.size() + " messages succeeded.");
    }
    return SqsEvent.answer(failed);
  }

  private Object ticked() {
    try {
      if (host.tick(function.name())) {
        return Map.of("ok", true);
      }
    } catch (NeedsOperator e) {
      throw new CallFailed(function.name() + " failed. " + e.getMessage());
    }
    throw new CallFailed(function.name() + " failed.");
  }

  /** What {@link #call} returned, as text. */
  public static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }
}
