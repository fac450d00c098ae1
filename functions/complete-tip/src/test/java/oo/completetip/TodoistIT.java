package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import oo.standins.control.TodoistControl.TaskView;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One effect at Todoist per tap, and none after an undo, with every fault of Todoist. */
final class TodoistIT {
  private static final TodoistSource SOURCE = new TodoistSource();
  private static final TipApp APP = SOURCE.app;

  private final UUID done = Uuid7.next();
  private final UUID undone = Uuid7.next();
  private String email;
  private Person person;
  private String account;
  private TaskView milk;
  private TaskView plants;

  @BeforeEach
  void aPersonHasTasks() {
    SOURCE.calm();
    email = Uuid7.next() + "@example.org";
    account = SOURCE.todoist.emptyAccount(email).id();
    milk = SOURCE.todoist.add(account, "milk");
    plants = SOURCE.todoist.add(account, "plants", "every day");
    person = SOURCE.person(email);
    SOURCE.fetch(person);
    SOURCE.todoist.clearJournal();
  }

  @AfterAll
  static void close() {
    SOURCE.close();
  }

  private DecisionId complete(TaskView task) {
    DecisionId tip = person.sees(task.id());
    assertThat(person.complete(tip, done).holds()).isEqualTo("done waiting");
    return tip;
  }

  private String shown(DecisionId tip) {
    return person.complete(tip, done).holds();
  }

  private void fault(InjectedFault fault) {
    SOURCE.todoist.fault(fault.times(1).onCommand("item_close"));
  }

  private void closedOnce(DecisionId tip, TaskView task) {
    SOURCE.settle();
    assertThat(shown(tip)).isEqualTo("done delivered");
    assertThat(SOURCE.now(task).checked()).isTrue();
    assertThat(SOURCE.commands("item_close")).hasSizeLessThanOrEqualTo(1);
    assertThat(person.isCandidate(task.id())).isFalse();
    SOURCE.fetch(person);
    assertThat(person.isCandidate(task.id())).isFalse();
    assertThat(person.notices()).isEmpty();
  }

  /** Asserts that the daily task moved to its next date, and no further. */
  private void movedOnce() {
    assertThat(plants.dueDate()).isEqualTo("2026-11-23");
    assertThat(SOURCE.now(plants).dueDate()).isEqualTo("2026-11-24");
  }

  @Test
  void aTaskIsClosedAndStaysClosed() {
    DecisionId tip = complete(milk);
    SOURCE.deliver();

    closedOnce(tip, milk);
  }

  @Test
  void aListReadMeanwhileDoesNotBringItBack() {
    DecisionId tip = complete(milk);
    SOURCE.fetch(person);
    assertThat(person.isCandidate(milk.id())).isFalse();
    fault(InjectedFault.of(FaultKind.ANSWER_LOST));
    SOURCE.deliver();
    SOURCE.fetch(person);
    assertThat(person.isCandidate(milk.id())).isFalse();
    SOURCE.todoist.forgetSyncTokens(account);

    closedOnce(tip, milk);
  }

  @Test
  void aProviderThatAsksToWaitIsLeftAloneThatLong() {
    DecisionId tip = complete(milk);
    fault(InjectedFault.of(FaultKind.TOO_MANY_REQUESTS).retryAfter(300));
    SOURCE.deliver();
    SOURCE.advance(Duration.ofSeconds(299));
    APP.sweep();
    assertThat(SOURCE.commands("item_close")).hasSize(1);
    assertThat(SOURCE.now(milk).checked()).isFalse();

    SOURCE.advance(Duration.ofSeconds(1));
    APP.sweep();
    closedOnce(tip, milk);
  }

  @Test
  void itIsClosedOnceWithEveryFaultOfARequest() {
    for (FaultKind kind :
        List.of(
            FaultKind.SERVER_ERROR,
            FaultKind.UNAVAILABLE,
            FaultKind.HANG,
            FaultKind.TIMEOUT_AFTER_COMMIT,
            FaultKind.ANSWER_LOST,
            FaultKind.MALFORMED_JSON,
            FaultKind.CONNECTION_RESET)) {
      aPersonHasTasks();
      DecisionId once = complete(milk);
      fault(InjectedFault.of(kind).millis(200).retryAfter(5));
      SOURCE.deliver();
      assertThat(shown(once)).as(kind.name()).isEqualTo("done sending");

      closedOnce(once, milk);
    }
  }

  @Test
  void aRepeatingTaskMovesOnceWithEveryFaultOfARequest() {
    for (FaultKind kind :
        List.of(
            FaultKind.TOO_MANY_REQUESTS,
            FaultKind.SERVER_ERROR,
            FaultKind.HANG,
            FaultKind.TIMEOUT_AFTER_COMMIT,
            FaultKind.ANSWER_LOST,
            FaultKind.MALFORMED_JSON)) {
      aPersonHasTasks();
      DecisionId tip = complete(plants);
      fault(InjectedFault.of(kind).millis(200).retryAfter(5));
      SOURCE.deliver();
      SOURCE.settle();

      assertThat(shown(tip)).as(kind.name()).isEqualTo("done delivered");
      movedOnce();
      assertThat(person.notices()).isEmpty();
      SOURCE.fetch(person);
      // Its next round is tomorrow's.
      assertThat(person.isCandidate(plants.id())).isFalse();
    }
  }

  @Test
  void aProviderThatIsDownForAnHourIsWaitedFor() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.fault(FaultKind.DOWN);
    SOURCE.deliver();
    for (int i = 0; i < 12; i++) {
      SOURCE.advance(Duration.ofMinutes(5));
      APP.sweep();
    }
    assertThat(APP.health().status()).isEqualTo(503);
    assertThat(APP.health().body().toString()).contains("todoist");

    SOURCE.todoist.clearFaults();
    closedOnce(tip, milk);
    assertThat(APP.health().status()).isEqualTo(200);
  }

  @Test
  void aClosedTaskThatTodoistNoLongerShowsIsDone() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.fault(FaultKind.CLOSED_TASK_MISSING);
    fault(InjectedFault.of(FaultKind.ANSWER_LOST));
    SOURCE.deliver();

    closedOnce(tip, milk);
  }

  @Test
  void aTaskThatWasDeletedAtTheSourceIsDone() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.delete(milk.id());
    SOURCE.deliver();
    SOURCE.settle();

    assertThat(shown(tip)).isEqualTo("done delivered");
    assertThat(person.isCandidate(milk.id())).isFalse();
    assertThat(person.notices()).isEmpty();
  }

  @Test
  void aTaskThatThePersonCompletedAtTheSourceIsDone() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.close(milk.id());
    SOURCE.deliver();

    closedOnce(tip, milk);
  }

  @Test
  void aRepeatingTaskThatThePersonCompletedAtTheSourceIsNotCompletedAgain() {
    DecisionId tip = complete(plants);
    SOURCE.todoist.close(plants.id());
    SOURCE.deliver();
    SOURCE.settle();

    assertThat(shown(tip)).isEqualTo("done refused");
    assertThat(SOURCE.commands("item_close")).isEmpty();
    movedOnce();
    assertThat(person.notices()).hasSize(1);
    assertThat(person.notices().getFirst()).startsWith("moved: ");
    // Its next round is tomorrow's.
    assertThat(person.isCandidate(plants.id())).isFalse();
  }

  @Test
  void anOldTipOfTheSameDateDoesNotCompleteARepeatingTaskAgain() {
    DecisionId old = person.sees(plants.id());
    complete(plants);
    SOURCE.deliver();
    movedOnce();

    assertThat(person.complete(old, Uuid7.next()).holds()).isEqualTo("done waiting");
    SOURCE.deliver();
    SOURCE.settle();

    movedOnce();
    assertThat(SOURCE.commands("item_close")).hasSize(1);
    assertThat(person.notices().getFirst()).startsWith("moved: ");
  }

  @Test
  void theNextRoundOfARepeatingTaskCanBeDone() {
    complete(plants);
    SOURCE.deliver();
    movedOnce();

    SOURCE.advance(Duration.ofDays(1));
    APP.sweep();
    DecisionId tip = person.sees(plants.id());
    person.complete(tip, Uuid7.next());
    SOURCE.deliver();

    assertThat(SOURCE.now(plants).dueDate()).isEqualTo("2026-11-25");
  }

  @Test
  void aTaskThatBecameAHeadingIsRefusedAndRests() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.rename(milk.id(), "* milk");
    SOURCE.deliver();

    assertThat(shown(tip)).isEqualTo("done refused");
    assertThat(person.notices())
        .containsExactly(
            "refused: It could not be closed there: Todoist refuses to change this task.");
    assertThat(person.isCandidate(milk.id())).isFalse();
  }

  @Test
  void anUndoInTimeNeverReachesTodoist() {
    DecisionId tip = complete(milk);
    person.undo(tip, undone, done);
    SOURCE.deliver();
    SOURCE.settle();

    assertThat(SOURCE.todoist.journal()).isEmpty();
    assertThat(person.isCandidate(milk.id())).isTrue();
  }

  @Test
  void anUndoAfterTheDeliveryReopensTheTask() {
    DecisionId tip = complete(milk);
    SOURCE.deliver();
    assertThat(SOURCE.now(milk).checked()).isTrue();
    person.undo(tip, undone, done);
    SOURCE.todoist.fault(
        InjectedFault.of(FaultKind.ANSWER_LOST).times(1).onCommand("item_uncomplete"));
    APP.pump();
    SOURCE.settle();

    assertThat(shown(tip)).isEqualTo("undone reopened");
    assertThat(SOURCE.now(milk).checked()).isFalse();
    assertThat(SOURCE.commands("item_uncomplete")).hasSize(1);
    SOURCE.fetch(person);
    assertThat(person.isCandidate(milk.id())).isTrue();
  }

  @Test
  void anUndoWhileTheAnswerIsLostLeavesTheTaskOpen() {
    for (FaultKind kind : List.of(FaultKind.ANSWER_LOST, FaultKind.HANG)) {
      aPersonHasTasks();
      DecisionId tip = complete(milk);
      fault(InjectedFault.of(kind).millis(100));
      SOURCE.deliver();
      person.undo(tip, undone, done);
      SOURCE.settle();

      assertThat(person.decision(tip)).isEqualTo("undone");
      assertThat(SOURCE.now(milk).checked()).as(kind.name()).isFalse();
      SOURCE.fetch(person);
      assertThat(person.isCandidate(milk.id())).isTrue();
    }
  }

  @Test
  void anUndoOfARepeatingTaskAfterItsDeliveryIsTooLate() {
    DecisionId tip = complete(plants);
    SOURCE.deliver();

    assertThat(person.undo(tip, undone, done).holds()).isEqualTo("409 too_late");
    movedOnce();
  }

  @Test
  void aTokenThatExpiredIsRefreshed() {
    DecisionId tip = complete(milk);
    SOURCE.advance(Duration.ofMinutes(70));
    APP.pump();

    closedOnce(tip, milk);
    assertThat(APP.ask("select state from connection", String.class)).isEqualTo("live");
  }

  @Test
  void aRevokedGrantAsksThePersonAndRenewingDelivers() {
    DecisionId tip = complete(milk);
    SOURCE.todoist.revokeTokens(account);
    SOURCE.deliver();
    assertThat(shown(tip)).isEqualTo("done waiting");
    assertThat(APP.ask("select state from connection", String.class)).isEqualTo("reconnect");
    // A revoked grant is no fault of Todoist.
    assertThat(APP.health().status()).isEqualTo(200);

    SOURCE.renew(person, email);
    APP.sweep();
    closedOnce(tip, milk);
  }

  @Test
  void closingOneTaskBringsOtherChanges() {
    DecisionId tip = complete(milk);
    TaskView bread = SOURCE.todoist.add(account, Map.of("content", "bread"));
    SOURCE.deliver();

    assertThat(person.isCandidate(bread.id())).isTrue();
    closedOnce(tip, milk);
  }
}
