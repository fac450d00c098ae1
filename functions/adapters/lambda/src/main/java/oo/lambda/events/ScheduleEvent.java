package oo.lambda.events;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The tick of an EventBridge rule or of EventBridge Scheduler
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html). It carries
 * nothing that a function needs.
 */
final class ScheduleEvent {
  private static final Set<String> SOURCES = Set.of("aws.events", "aws.scheduler");

  private ScheduleEvent() {}

  static void check(JsonNode event) {
    boolean scheduled =
        SOURCES.contains(event.path("source").asString(""))
            && event.path("detail-type").asString("").equals("Scheduled Event");
    if (!scheduled) {
      throw new UnexpectedEvent("Expected the Scheduled Event of EventBridge.");
    }
  }
}
