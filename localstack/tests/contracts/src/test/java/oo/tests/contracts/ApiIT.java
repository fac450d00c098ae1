package oo.tests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.provider.junit5.HttpTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.State;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import oo.host.http.Cookies;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.apache.hc.core5.http.HttpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The functions answer what the pages read. */
@Provider(ApiIT.API)
@PactFolder(CommittedPacts.FOLDER)
final class ApiIT {
  static final String API = "api";

  @RegisterExtension static final RunningOo running = new RunningOo();

  private final Oo oo = running.oo();
  private final HttpPerson person = new HttpPerson(oo).unchecked();
  private TodoistControl.User account;

  @BeforeEach
  void target(PactVerificationContext context) {
    context.setTarget(new HttpTestTarget("localhost", oo.server.port()));
  }

  @TestTemplate
  @ExtendWith(PactVerificationInvocationContextProvider.class)
  void answersAsThePagesRead(PactVerificationContext context, HttpRequest request) {
    request.setHeader("Origin", oo.server.baseUrl());
    request.setHeader("Cookie", person.cookieHeader());
    RunningOo.verify(context);
  }

  @State("all is well")
  void wellness() {}

  @State("no session")
  void noSession() {}

  @State("a session")
  void session() {
    account = oo.todoist().emptyAccount(UUID.randomUUID() + "@example.com");
    person.signIn(account.email());
  }

  @State("a session without an access token")
  void refreshable() {
    session();
    person.cookies.remove(Cookies.ACCESS);
  }

  @State("a session of an hour")
  void oldSession() {
    session();
    oo.execute(
        """
        update session set created_at = created_at - interval '1 hour'
        where user_id = (select user_id from app_user where email = '%s')
        """
            .formatted(account.email()));
  }

  @State("another session")
  Map<String, Object> anotherSession() {
    session();
    new HttpPerson(oo).unchecked().signIn(account.email());
    return Map.of("session", running.latest("session_id", "session", account.email()));
  }

  @State("a connection")
  Map<String, Object> connection() {
    session();
    oo.todoist().add(account.id(), "Buy stamps");
    running.connect(person, account.email());
    return Map.of("connection", running.latest("connection_id", "connection", account.email()));
  }

  @State("a tip")
  Map<String, Object> tip() {
    connection();
    person.recommend();
    return Map.of(
        "tip", running.latest("decision_id", "decision", account.email()),
        "tomorrow", Instant.now().plus(Duration.ofDays(1)).toString());
  }

  @State("a tip that was done")
  Map<String, Object> done() {
    Object tip = tip().get("tip");
    var event = UUID.randomUUID();
    person.complete(tip.toString(), event);
    return Map.of("tip", tip, "event", event.toString());
  }

  @State("no tip until tomorrow")
  void putAside() {
    person.notNow(String.valueOf(tip().get("tip")));
  }

  @State("a tip, a notice and a delivery")
  void allOfATip() {
    done();
    TaskView parent = oo.todoist().add(account.id(), "Health");
    oo.todoist()
        .add(
            account.id(),
            Map.of(
                "content", "Call the dentist",
                "description", "Ask for an *early* hour",
                "parent_id", parent.id(),
                "due", Map.of("string", "every day"),
                "deadline", Map.of("date", "2099-11-28"),
                "duration", Map.of("amount", 25, "unit", "minute")));
    person.post("/api/signals/fetch", Map.of());
    Oo.eventually(() ->
        assertThat(
                oo.count(
                    "select count(*) from task join app_user using (user_id) where email = '%s'"
                        .formatted(account.email())))
            .isEqualTo(3));
    oo.execute(
        """
        insert into notice (user_id, notice_id, connection_id, kind, title, detail, at)
        select user_id, gen_random_uuid(), connection_id, 'refused', 'Water the plants', 'Todoist refused it.', oo_now()
        from connection join app_user using (user_id) where email = '%s'
        """
            .formatted(account.email()));
  }
}
