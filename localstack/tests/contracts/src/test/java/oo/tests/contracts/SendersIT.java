package oo.tests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.provider.PactVerifyProvider;
import au.com.dius.pact.provider.junit5.MessageTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.standins.control.TodoistControl.TaskView;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The functions send what the functions behind queues read, and publish what consumers read. */
final class SendersIT {
  @RegisterExtension static final RunningOo running = new RunningOo();

  @BeforeAll
  static void keepWhatIsSent() {
    running
        .oo()
        .execute(
            """
            create table if not exists oo_runtime.sent (number bigserial, queue text, body text);
            create or replace function oo_runtime.keep() returns trigger language plpgsql as $$
            begin
              insert into oo_runtime.sent (queue, body) values (new.queue, new.body);
              return new;
            end $$;
            create or replace trigger keep after insert on oo_runtime.message
              for each row execute function oo_runtime.keep();
            """);
  }

  @Nested
  @Provider("auth")
  final class Auth extends Sending {}

  @Nested
  @Provider("connect-callback")
  final class ConnectCallback extends Sending {}

  @Nested
  @Provider("fetch-signals")
  final class FetchSignals extends Sending {}

  @Nested
  @Provider("complete-tip")
  final class CompleteTip extends Sending {}

  @Nested
  @Provider("maintenance")
  final class Maintenance extends Sending {}

  /** What a broker's consumers get: the rows that wait while no broker answers. */
  @Nested
  @Provider("signals")
  @PactFolder(CommittedPacts.FOLDER)
  final class Signals {
    private static Oo oo;
    private final String email = UUID.randomUUID() + "@example.com";
    private HttpPerson person;

    @BeforeAll
    static void start() {
      oo = new Oo(Oo.TREE, Map.of("NATS_URL", "nats://127.0.0.1:1"));
    }

    @AfterAll
    static void stop() throws IOException {
      oo.close();
    }

    @BeforeEach
    void target(PactVerificationContext context) {
      context.setTarget(new MessageTestTarget(List.of("oo.tests.contracts")));
      person = new HttpPerson(oo).unchecked();
    }

    @TestTemplate
    @ExtendWith(PactVerificationInvocationContextProvider.class)
    void publishesWhatTheConsumerReads(PactVerificationContext context) {
      RunningOo.verify(context);
    }

    @PactVerifyProvider("task_opened")
    public String opened() {
      connected();
      return published("task_opened");
    }

    @PactVerifyProvider("task_closed")
    public String closed() {
      TaskView task = connected();
      oo.todoist().close(task.id());
      person.post("/api/signals/fetch", Map.of());
      return published("task_closed");
    }

    @PactVerifyProvider("tip_done")
    public String done() {
      connected();
      person.complete(person.tip());
      return published("tip_done");
    }

    @PactVerifyProvider("tip_not_now")
    public String notNow() {
      connected();
      person.notNow(person.tip());
      return published("tip_not_now");
    }

    @PactVerifyProvider("tip_undone")
    public String undone() {
      connected();
      UUID tap = UUID.randomUUID();
      String tip = person.tip();
      person.complete(tip, tap);
      person.undo(tip, tap);
      return published("tip_undone");
    }

    @PactVerifyProvider("connection_ended")
    public String ended() {
      connected();
      String connection = person.connection().path("id").asString();
      person.delete("/api/connections/" + connection);
      return published("connection_ended");
    }

    private TaskView connected() {
      TaskView task = oo.todoist().add(oo.todoist().emptyAccount(email).id(), "Buy stamps");
      person.signIn(email).connect(email);
      return task;
    }

    private String published(String kind) {
      String waiting =
          "select payload from event_outbox join app_user using (user_id) where kind = '%s' and email = '%s'"
              .formatted(kind, email);
      Oo.eventually(() -> assertThat(oo.texts(waiting)).as(kind).hasSize(1));
      return oo.texts(waiting).getFirst();
    }
  }

  /** Each method makes a module send one message, and returns its body. */
  @PactFolder(CommittedPacts.FOLDER)
  abstract static class Sending {
    private static final String FETCH = "FetchQueue";
    private static final String DELIVER = "DeliverQueue";
    private static final String REVOKE = "RevokeQueue";
    private static final String MAIL = "MailQueue";

    private final Oo oo = running.oo();
    private final HttpPerson person = new HttpPerson(oo).unchecked();
    private final String email = UUID.randomUUID() + "@example.com";

    @BeforeEach
    void target(PactVerificationContext context) {
      context.setTarget(new MessageTestTarget(List.of("oo.tests.contracts")));
    }

    @TestTemplate
    @ExtendWith(PactVerificationInvocationContextProvider.class)
    void sendsWhatTheReceiverReads(PactVerificationContext context) {
      RunningOo.verify(context);
    }

    @PactVerifyProvider("a connection is to be read first")
    public String connect() {
      signIn();
      return sent(FETCH, () -> person.connectOnly(email));
    }

    @PactVerifyProvider("a person wants a connection read")
    public String requestFetch() {
      connected();
      return sent(FETCH, () -> person.post("/api/signals/fetch", Map.of()));
    }

    @PactVerifyProvider("a connection is due to be read")
    public String scheduleFetches() {
      return sent(
          FETCH,
          () -> {
            connected();
            due("connection");
            oo.tick("schedule_fetches");
          });
    }

    @PactVerifyProvider("a connection was not read")
    public String sweepConnections() {
      connected();
      return swept(FETCH, "connection");
    }

    @PactVerifyProvider("a tap is to be done at its source")
    public String complete() {
      connected();
      return sent(DELIVER, this::tap);
    }

    @PactVerifyProvider("a disconnection waits for a tap")
    public String disconnectAfterATap() {
      tapped();
      return sent(DELIVER, () -> assertThat(disconnect()).isEqualTo(409));
    }

    @PactVerifyProvider("a deletion waits for a tap")
    public String deleteAfterATap() {
      tapped();
      return sent(DELIVER, () -> assertThat(delete()).isEqualTo(409));
    }

    @PactVerifyProvider("a tap was not done at its source")
    public String sweepDeliveries() {
      tapped();
      return swept(DELIVER, "delivery");
    }

    @PactVerifyProvider("a connection has ended")
    public String end() {
      connected();
      return sent(REVOKE, () -> assertThat(disconnect()).isEqualTo(202));
    }

    @PactVerifyProvider("an account is deleted")
    public String deleteAll() {
      connected();
      return sent(REVOKE, () -> assertThat(delete()).isEqualTo(202));
    }

    @PactVerifyProvider("a grant was not revoked")
    public String sweepRevocations() {
      connected();
      insert(
          """
          revocation (user_id, connection_id, due_at, purge_at, traceparent)
          select user_id, connection_id, oo_now(), oo_now(), '%s'
          from app_user join connection using (user_id)\
          """);
      return swept(REVOKE, "revocation");
    }

    @PactVerifyProvider("a mail is to be sent")
    public String sweepMails() {
      connected();
      insert(
          """
          mail (user_id, mail_id, kind, state, due_at, traceparent, created_at)
          select user_id, gen_random_uuid(), 'session_reuse', 'waiting', oo_now(), '%s', oo_now()
          from app_user\
          """);
      return swept(MAIL, "mail");
    }

    private void insert(String row) {
      oo.execute("insert into " + row.formatted(Example.TRACE) + " where email = '" + email + "'");
    }

    private void signIn() {
      oo.todoist().add(oo.todoist().emptyAccount(email).id(), "Buy stamps");
      person.signIn(email);
    }

    private void connected() {
      signIn();
      running.connect(person, email);
    }

    private void tapped() {
      connected();
      tap();
    }

    private void tap() {
      person.recommend();
      person.complete(running.latest("decision_id", "decision", email));
    }

    private int disconnect() {
      String connection = running.latest("connection_id", "connection", email);
      return person.delete("/api/connections/" + connection).status();
    }

    private int delete() {
      return person.delete("/api/me").status();
    }

    /** Makes the person's rows due, as if no hint had come. */
    private void due(String table) {
      oo.execute(
          """
          update %s set due_at = oo_now() - interval '1 second', hinted_at = null
          where user_id = (select user_id from app_user where email = '%s')
          """
              .formatted(table, email));
    }

    private String swept(String queue, String table) {
      return sent(
          queue,
          () -> {
            due(table);
            oo.tick("sweep_outbox");
          });
    }

    /** The last of the messages that the act puts into the queue. */
    private String sent(String queue, Runnable act) {
      long before = oo.count("select coalesce(max(number), 0) from oo_runtime.sent");
      act.run();
      String later =
          "select body from oo_runtime.sent where queue = '%s' and number > %d order by number desc"
              .formatted(queue, before);
      Oo.eventually(() -> assertThat(oo.texts(later)).as("sent to " + queue).isNotEmpty());
      return oo.texts(later).getFirst();
    }
  }
}
