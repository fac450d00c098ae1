package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import oo.standins.control.TodoistControl;
import oo.telemetry.traces.Collector;
import oo.telemetry.traces.Collector.Seen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a collector gets of a tap: one trace, from the page to the call of the provider. */
final class TracesIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private final Collector collector = new Collector(Collector.Manner.TAKES);
  private final Oo oo = shared.oo();

  @BeforeEach
  void export() {
    oo.restartRuntime(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()));
  }

  @AfterEach
  void end() {
    oo.restartRuntime();
    collector.close();
  }

  @Test
  void aTapIsOneTreeFromThePageToTheProvider() {
    TodoistControl.User account = person("spans@example.com", "Follow my spans");
    BrowserPerson browser =
        shared.browser().signIn("spans@example.com").openTip().showsTip("Follow my spans");
    Request tap = browser.page.waitForRequest("**/complete", browser::tapDone);
    browser.showsTap("recorded");
    String[] sent = Objects.requireNonNull(tap.headerValue("traceparent")).split("-", -1);
    String trace = sent[1];
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).isEmpty());
    Oo.eventually(() ->
        assertThat(collector.of(trace))
            .extracting(Seen::name)
            .contains("POST Todoist", "process deliver_completions"));

    List<Seen> spans = collector.of(trace);
    Seen request = named(spans, "POST complete");
    assertThat(request.kind()).isEqualTo("SERVER");
    assertThat(request.parent()).isEqualTo(sent[2]);
    Seen function = named(spans, "complete");
    assertThat(function.parent()).isEqualTo(request.id());
    Seen message = named(spans, "process deliver_completions");
    assertThat(message.kind()).isEqualTo("CONSUMER");
    assertThat(above(spans, message)).contains(function.id(), request.id(), sent[2]);
    Seen delivery = named(spans, "deliver_completions");
    assertThat(delivery.parent()).isEqualTo(message.id());
    assertThat(spans)
        .filteredOn(span -> span.name().equals("POST Todoist"))
        .isNotEmpty()
        .allMatch(span -> span.kind().equals("CLIENT"))
        .allMatch(span -> above(spans, span).contains(delivery.id()));
    assertThat(spans)
        .filteredOn(span -> span.name().equals("transaction"))
        .isNotEmpty()
        .allMatch(span -> above(spans, span).contains(sent[2]));
    assertThat(spans.toString()).doesNotContain("Follow", "spans@example.com", account.id());
    assertThat(oo.todoist().journal())
        .isNotEmpty()
        .noneMatch(entry -> entry.headers().toString().contains("trace"));
  }

  @Test
  void aTapThatItsCallerDoesNotSampleIsDeliveredAndNotExported() {
    TodoistControl.User account = person("unseen@example.com", "Leave no spans");
    HttpPerson person = shared.person().signIn("unseen@example.com");
    String trace = UUID.randomUUID().toString().replace("-", "");
    String tip = person.tip();

    person.raw(
        "POST",
        "/api/tips/" + tip + "/complete",
        Map.of(
            "Content-Type",
            "application/json",
            "X-OO",
            "1",
            "Origin",
            oo.server.baseUrl(),
            "traceparent",
            "00-" + trace + "-b7ad6b7169203331-00",
            "tracestate",
            "vendor=4711"),
        "{\"event_id\":\"" + UUID.randomUUID() + "\"}");
    assertThat(
            oo.texts("select traceparent from delivery where traceparent like '%" + trace + "%'"))
        .singleElement()
        .asString()
        .endsWith("-00");
    oo.passUndo();

    Oo.eventually(() -> assertThat(oo.openTasks(account)).isEmpty());
    Oo.eventually(() ->
        assertThat(oo.log.stream().filter(line -> trace.equals(line.get("trace"))))
            .extracting(line -> line.get("operation"))
            .contains("complete", "deliver_completions"));
    // A request that is sampled, and comes later, was exported.
    person.get("/api/me");
    Oo.eventually(() -> assertThat(collector.spans).extracting(Seen::name).contains("GET profile"));
    assertThat(collector.of(trace)).isEmpty();
  }

  /** Connected, with one task. */
  private TodoistControl.User person(String email, String task) {
    TodoistControl.User account = oo.todoist().emptyAccount(email);
    oo.todoist().add(account.id(), task);
    shared.person().signIn(email).connect(email);
    return account;
  }

  private static Seen named(List<Seen> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  /** The ids of the spans above one, of the page's too. */
  private static Set<String> above(List<Seen> spans, Seen span) {
    var above = new HashSet<String>();
    String parent = span.parent();
    while (above.add(parent)) {
      for (Seen one : spans) {
        if (one.id().equals(parent)) {
          parent = one.parent();
          break;
        }
      }
    }
    return above;
  }
}
