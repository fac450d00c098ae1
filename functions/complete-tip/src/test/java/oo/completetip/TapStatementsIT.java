package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tap's statements are few, the check of the session and the commit among them. */
final class TapStatementsIT {
  private static final int MOST = 14;
  private static final int MOST_OF_A_DELIVERY = 22;
  private static final TipApp APP = new TipApp();

  private final UUID event = Uuid7.next();
  private Person person;
  private DecisionId tip;

  @BeforeEach
  void aPersonSeesATip() {
    APP.testDatabase.setNow(TipApp.NOON);
    person = new Person(APP);
    person.hasTasks("bread", "milk", "salt");
    tip = person.sees("milk");
    APP.statements.clear();
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  @Test
  void done() {
    person.complete(tip, event);
    assertFew();
  }

  @Test
  void doneAgain() {
    person.complete(tip, event);
    APP.statements.clear();
    person.complete(tip, event);
    assertFew();
  }

  @Test
  void doneInTwoTips() {
    DecisionId other = tip;
    tip = person.sees("milk");
    person.complete(tip, event);
    APP.statements.clear();
    person.complete(other, Uuid7.next());
    assertFew();
  }

  @Test
  void undo() {
    person.complete(tip, event);
    APP.statements.clear();
    person.undo(tip, Uuid7.next(), event);
    assertFew();
  }

  @Test
  void undoAgain() {
    UUID undo = Uuid7.next();
    person.complete(tip, event);
    person.undo(tip, undo, event);
    APP.statements.clear();
    person.undo(tip, undo, event);
    assertFew();
  }

  @Test
  void undoAfterTheDelivery() {
    person.complete(tip, event);
    APP.deliver();
    APP.statements.clear();
    assertThat(person.undo(tip, Uuid7.next(), event).holds()).isEqualTo("undone reopening");
    assertFew();
  }

  @Test
  void undoOfASharedClosing() {
    DecisionId other = tip;
    tip = person.sees("milk");
    person.complete(tip, event);
    UUID shared = Uuid7.next();
    person.complete(other, shared);
    APP.statements.clear();
    person.undo(other, Uuid7.next(), shared);
    assertFew();
  }

  @Test
  void notNow() {
    person.notNow(tip, event, null);
    assertFew();
  }

  @Test
  void notNowAgain() {
    person.notNow(tip, event, null);
    APP.statements.clear();
    person.notNow(tip, event, null);
    assertFew();
  }

  @Test
  void notNowAfterDone() {
    person.complete(tip, event);
    APP.statements.clear();
    person.notNow(tip, Uuid7.next(), null);
    assertFew();
  }

  /** Publishing costs a tap one statement, and its reader none. */
  @Test
  void withABrokerATapHasOneStatementMore() {
    person.complete(tip, event);
    int without = APP.statements.all().size();
    try (var publishing = new TipApp(Map.of("NATS_URL", "nats://127.0.0.1:4222"))) {
      var other = new Person(publishing);
      other.hasTasks("bread", "milk", "salt");
      DecisionId seen = other.sees("milk");
      publishing.statements.clear();
      other.complete(seen, Uuid7.next());

      assertThat(publishing.statements.all()).hasSize(without + 1);
      assertThat(publishing.count("event_outbox where kind = 'tip_done'")).isEqualTo(1);
    }
    assertThat(APP.count("event_outbox")).isZero();
  }

  /** The claim with its trace of a crash, the call's own statements, and the settlement. */
  @Test
  void aDelivery() {
    APP.sent.clear();
    person.complete(tip, event);
    APP.statements.clear();
    APP.deliver();
    assertThat(APP.count("delivery where state = 'delivered'")).isPositive();
    assertThat(APP.statements.all()).hasSizeBetween(1, MOST_OF_A_DELIVERY);
  }

  private static void assertFew() {
    assertThat(APP.statements.all()).hasSizeBetween(1, MOST);
  }
}
