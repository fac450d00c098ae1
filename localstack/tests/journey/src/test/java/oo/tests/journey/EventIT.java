package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import oo.contract.Json;
import oo.dev.event.Events;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.lambda.events.AwsFunction;
import oo.template.Template;
import oo.template.TemplateReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** {@code ./oo event} writes an event that each function accepts, with a valid session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventIT {
  private final Template template = TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml"));
  private Oo oo;
  private Events events;

  @BeforeAll
  void start() {
    oo = new Oo();
    var settings = new HashMap<>(oo.settings());
    settings.put("SITE_ORIGIN", oo.server.baseUrl());
    events = new Events(Oo.TREE, new Database(oo.database.dataSource()), new Settings(settings));
  }

  @AfterAll
  void stop() throws Exception {
    oo.close();
  }

  @Test
  void everyEventIsOfTheKindThatItsFunctionTakesAndSignedIn() throws Exception {
    assertThat(call("profile").path("body").asString())
        .as("in an empty database it adds a user")
        .contains("event@oo.invalid");
    assertThat(call("recommend").path("body").asString())
        .as("with a task to do")
        .contains("Look at what an event brings");
    assertThatThrownBy(() -> events.of("deliver_completions"))
        .hasMessageContaining("complete a tip");
    oo.execute("delete from app_user");
    var account = oo.todoist().emptyAccount("event@example.com");
    oo.todoist().add(account.id(), "By an event");
    var person = new HttpPerson(oo).signIn("event@example.com").connect("event@example.com");
    person.tip();

    JsonNode recommended = call("recommend");
    assertThat(recommended.path("statusCode").asInt()).isEqualTo(200);
    assertThat(recommended.path("body").asString()).contains("By an event");
    for (String name :
        List.of("list_connectors", "request_fetch", "refresh_session", "begin_oauth")) {
      assertThat(call(name).path("statusCode").asInt()).as(name).isBetween(200, 299);
    }
    assertThat(call("not_now").path("statusCode").asInt()).isEqualTo(200);
    assertThat(call("fetch_signals").path("batchItemFailures")).isEmpty();
    assertThat(call("schedule_fetches").path("ok").asBoolean()).isTrue();
    assertThat(call("migrate").path("ok").asBoolean()).isTrue();
    assertThatThrownBy(() -> events.of("misspelt")).hasMessageContaining("recommend");
  }

  /** Checks the form only, as some functions delete or sign out the user. */
  @Test
  void everyFunctionOfARouteHasAnEventWithItsPathFilledIn() {
    for (Template.FunctionResource function : template.functions()) {
      if (function.trigger() instanceof Template.Route(String method, String path)) {
        JsonNode event = events.of(function.name()).json();
        assertThat(event.path("httpMethod").asString()).isEqualTo(method);
        assertThat(event.path("resource").asString()).isEqualTo(path);
        assertThat(event.path("path").asString()).startsWith("/api/").doesNotContain("{");
        assertThat(event.path("headers").path("Cookie").asString()).contains("__Host-oo-access");
        assertThat(event.path("multiValueHeaders").toString()).contains("__Host-oo-access");
      }
    }
  }

  private JsonNode call(String name) {
    byte[] event = Json.mapper().writeValueAsBytes(events.of(name).json());
    return Json.mapper().readTree(new AwsFunction(oo.server.host(), name).call(event));
  }
}
