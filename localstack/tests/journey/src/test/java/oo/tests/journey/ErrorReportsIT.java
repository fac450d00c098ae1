package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.telemetry.errors.Ingest;
import oo.telemetry.errors.Ingest.Event;
import oo.telemetry.errors.Ingest.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Sentry is told of the whole product, and what it is not told. */
final class ErrorReportsIT {
  private static final AtomicInteger PEOPLE = new AtomicInteger();
  private static final String TITLE = "Unspeakable errand";

  @RegisterExtension static final SharedOo shared = SharedOo.withoutBrowser();

  private final Ingest ingest = new Ingest();
  private final Oo oo = shared.oo();

  @BeforeEach
  void report() {
    oo.restartRuntime(Map.of("SENTRY_DSN", ingest.dsn(), "SENTRY_RELEASE", "abc123"));
    // PostgreSQL quotes the row in its words, as it does when a value breaks a rule.
    oo.execute(
        """
        create or replace function quote_row() returns trigger language plpgsql as $$
        begin
          raise exception 'the row of % breaks a rule', new.user_id
            using detail = 'Key (title, email)=(Unspeakable errand, reported@example.com) is bad', errcode = '23514';
        end $$;
        """);
  }

  @AfterEach
  void end() {
    oo.execute("drop function if exists quote_row cascade");
    oo.restartRuntime();
    ingest.close();
    assertThat(ingest.faults).isEmpty();
  }

  private HttpPerson person() {
    String email = "reported-" + PEOPLE.incrementAndGet() + "@example.com";
    TodoistControl.User account = oo.todoist().emptyAccount(email);
    oo.todoist().add(account.id(), TITLE);
    return shared.person().signIn(email).connect(email);
  }

  private Event only() {
    Oo.eventually(() -> assertThat(ingest.events).hasSize(1));
    return ingest.events.getFirst();
  }

  @Test
  void aTapThatFailsIsReportedByTheTraceThatThePersonSees() {
    HttpPerson person = person();
    String tip = person.tip();
    oo.execute(
        "create trigger quote before insert on feedback for each row execute function quote_row()");

    Throwable failed = catchThrowable(() -> person.complete(tip));

    Event event = only();
    assertThat(event.tag("function")).isEqualTo("complete");
    assertThat(event.tag("module")).isEqualTo("complete-tip");
    assertThat(failed).hasMessageContainingAll("outcome=500", "trace=" + event.tag("trace"));
    assertThat(event.json().path("release").asString()).isEqualTo("abc123");
    assertThat(event.text())
        .contains("[23514]", "PSQLException")
        .doesNotContain("errand", "@example.com");
    person.cookies.values().forEach(cookie -> assertThat(event.text()).doesNotContain(cookie));
    oo.texts("select user_id::text from app_user")
        .forEach(user -> assertThat(event.text()).doesNotContain(user));
  }

  @Test
  void anErrorOfAPageIsReportedWithoutItsWords() {
    HttpPerson person = shared.person();
    int status =
        person
            .post(
                "/api/errors",
                Map.of(
                    "page",
                    "/tip.html",
                    "name",
                    "SyntaxError",
                    "message",
                    "Unexpected token 'U', \"" + TITLE + "\" is not valid JSON",
                    "stack",
                    List.of("look /js/tip.js:12:5")))
            .status();

    assertThat(status).isEqualTo(204);
    Event event = only();
    assertThat(event.tag("page")).isEqualTo("/tip.html");
    assertThat(event.text()).contains("/js/tip.js").doesNotContain("errand", "Unspeakable");
  }

  @Test
  void refusalsAndAProvidersOutageAreNotReported() {
    HttpPerson person = person();
    assertThat(shared.person().get("/api/me").status()).isEqualTo(401);
    assertThat(person.complete("018f6b1e-7a55-7cc3-9d5e-0242ac120002").status()).isEqualTo(404);
    oo.log.clear();
    oo.todoist().fault(FaultKind.UNAVAILABLE);
    try {
      person.fetch();
      Oo.eventually(() ->
          assertThat(oo.log)
              .anySatisfy(line ->
                  assertThat(line)
                      .containsEntry("operation", "fetch_signals")
                      .containsKey("unread")));
    } finally {
      oo.todoist().clearFaults();
    }

    assertThat(ingest.connections).hasValue(0);
  }

  @Test
  void noTapWaitsForSentry() {
    HttpPerson person = person();
    String tip = person.tip();
    ingest.mode = Mode.HANGS;
    oo.execute(
        "create trigger quote before insert on feedback for each row execute function quote_row()");
    assertThat(catchThrowable(() -> person.complete(tip))).hasMessageContaining("outcome=500");

    oo.execute("drop trigger quote on feedback");
    long from = System.nanoTime();
    assertThat(person.complete(tip).status()).isEqualTo(200);
    assertThat((System.nanoTime() - from) / 1_000_000).isLessThan(2_000);
  }
}
