package oo.lambda.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import oo.contract.Json;
import oo.host.http.Request;
import oo.host.queue.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Whatever starts a function, it is read as what it must be, or refused. */
final class EventsFuzzTest {

  @FuzzTest
  void events(byte[] input) {
    JsonNode event;
    try {
      event = Json.mapper().readTree(input);
    } catch (JacksonException e) {
      return;
    }
    if (!event.isObject()) {
      return;
    }
    try {
      Request request = ApiEvent.request(event);
      assertThat(request.path()).startsWith("/api");
      request.cookies();
      request.queries().values().forEach(values -> assertThat(values).doesNotContainNull());
      request.headers().values().forEach(values -> assertThat(values).doesNotContainNull());
    } catch (UnexpectedEvent e) {
      assertThat(e.getMessage()).hasSizeLessThan(100);
    }
    try {
      for (Message message : SqsEvent.messages(event)) {
        message.trace();
      }
    } catch (UnexpectedEvent e) {
      assertThat(e.getMessage()).hasSizeLessThan(100);
    }
    try {
      ScheduleEvent.check(event);
    } catch (UnexpectedEvent e) {
      assertThat(e.getMessage()).hasSizeLessThan(100);
    }
  }
}
