package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tap has one effect, also when processes end and messages are lost or duplicated. */
final class InterruptedIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withoutBrowser();

  private final Oo oo = shared.oo();
  private TodoistControl.User account;

  /** A person with one task. */
  private HttpPerson withTask(String name) {
    String email = name + "@example.com";
    account = oo.todoist().emptyAccount(email);
    oo.todoist().add(account.id(), "Task of " + name);
    return shared.person().signIn(email).connect(email);
  }

  /** The task is closed eventually, by exactly one command. */
  private void closesOnce() {
    Oo.eventually(
        () -> {
          assertThat(oo.openTasks(account)).isEmpty();
          assertThat(deliveries("delivered")).isEqualTo(1);
        },
        () -> {
          oo.pass(Duration.ofSeconds(61));
          oo.tick("sweep_outbox");
        });
    assertThat(oo.sentFor(account.email())).isEqualTo(1);
  }

  private long deliveries(String state) {
    return oo.count(
        "select count(*) from delivery join app_user using (user_id) where email = '%s' and state = '%s'"
            .formatted(account.email(), state));
  }

  @Test
  void aRestartBetweenTapAndDeliveryChangesNothing() {
    HttpPerson person = withTask("restarted");
    person.complete(person.tip());
    oo.restartRuntime();
    assertThat(oo.openTasks(account)).as("it is still time to undo").hasSize(1);
    oo.passUndo();
    closesOnce();
  }

  @Test
  void aRestartWhileSendingChangesNothing() {
    HttpPerson person = withTask("cut-off");
    oo.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(12_000).onCommand("item_close"));
    person.complete(person.tip());
    oo.passUndo();
    Oo.eventually(() -> assertThat(deliveries("sending")).isEqualTo(1));
    oo.restartRuntime();
    oo.todoist().clearFaults();
    closesOnce();
  }

  @Test
  void aLostMessageIsSentAgainByTheSweep() {
    HttpPerson person = withTask("lost");
    person.complete(person.tip());
    oo.execute("delete from oo_runtime.message");
    oo.pass(Duration.ofSeconds(80));
    oo.tick("sweep_outbox");
    closesOnce();
  }

  @Test
  void aDuplicatedMessageIsOneEffect() {
    HttpPerson person = withTask("doubled");
    oo.execute("delete from oo_runtime.message"); // of other tests
    person.complete(person.tip());
    oo.execute(
        "insert into oo_runtime.message (message_id, queue, body, visible_at)"
            + " select gen_random_uuid(), queue, body, visible_at"
            + " from oo_runtime.message, generate_series(1, 9) where queue = 'DeliverQueue'");
    oo.passUndo();
    closesOnce();
    Oo.eventually(() ->
        assertThat(oo.count("select count(*) from oo_runtime.message where queue = 'DeliverQueue'"))
            .isZero());
  }

  @Test
  void anAnswerThatIsLostAfterTheEffectIsOneEffect() {
    HttpPerson person = withTask("unanswered");
    oo.todoist().fault(InjectedFault.of(FaultKind.ANSWER_LOST).times(1).onCommand("item_close"));
    person.complete(person.tip());
    oo.passUndo();
    closesOnce();
  }

  @Test
  void anUndoBeforeItsTapWins() {
    HttpPerson person = withTask("reordered");
    String tip = person.tip();
    UUID event = UUID.randomUUID();
    assertThat(person.undo(tip, event).json().path("state").asString()).isEqualTo("undone");
    assertThat(person.complete(tip, event).json().path("state").asString()).isEqualTo("undone");
    oo.passUndo();
    oo.tick("sweep_outbox");
    assertThat(oo.sentFor(account.email())).isZero();
    assertThat(oo.openTasks(account)).hasSize(1);
  }

  @Test
  void tenPeopleAtOnceDoNotAffectEachOther() throws InterruptedException, ExecutionException {
    var accounts = new ArrayList<TodoistControl.User>();
    for (int i = 0; i < 10; i++) {
      TodoistControl.User one = oo.todoist().emptyAccount("crowd-" + i + "@example.com");
      for (int task = 0; task < 5; task++) {
        oo.todoist().add(one.id(), "Task " + task);
      }
      accounts.add(one);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> walks = new ArrayList<>();
      for (TodoistControl.User one : accounts) {
        walks.add(threads.submit(() -> completesTwo(one)));
      }
      for (Future<?> walk : walks) {
        walk.get();
      }
    }
    oo.passUndo();
    Oo.eventually(() -> {
      for (TodoistControl.User one : accounts) {
        assertThat(oo.openTasks(one)).as(one.email()).hasSize(3);
      }
    });
  }

  private void completesTwo(TodoistControl.User one) {
    HttpPerson person = shared.person().signIn(one.email()).connect(one.email());
    String first = person.tip();
    assertThat(person.tip()).as("a reload does not reroll").isEqualTo(first);
    person.complete(first);
    person.complete(person.tip());
  }
}
