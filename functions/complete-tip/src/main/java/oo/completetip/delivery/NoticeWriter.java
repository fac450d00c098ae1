package oo.completetip.delivery;

import oo.contract.Notice;
import oo.contract.Tip;
import oo.host.sql.Transaction;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.Delivery;
import oo.signals.hints.DeliverHint.Action;

/** Writes notices of deliveries that did not go as the person meant. */
public final class NoticeWriter {
  private final DecisionStore decisions;
  private final NoticeStore notices;

  public NoticeWriter(DecisionStore decisions, NoticeStore notices) {
    this.decisions = decisions;
    this.notices = notices;
  }

  void moved(Transaction tx, Delivery delivery) {
    tell(
        tx,
        delivery,
        Notice.Kind.moved,
        "Its date was moved meanwhile, so nothing was changed there.");
  }

  void undoTooLate(Transaction tx, Delivery delivery) {
    tell(
        tx,
        delivery,
        Notice.Kind.undo_too_late,
        "It had already moved to its next date when the undo came. Change the date there.");
  }

  /**
   * @param reason in the connector's words
   */
  void notDone(Transaction tx, Delivery delivery, String reason) {
    String what = "It could not be " + done(delivery) + " there: ";
    tell(tx, delivery, Notice.Kind.refused, what + reason);
  }

  /**
   * @param reason in the connector's words
   */
  void neverKnown(Transaction tx, Delivery delivery, String reason) {
    String what = "Whether it was " + done(delivery) + " there could not be found out: ";
    tell(tx, delivery, Notice.Kind.refused, what + reason);
  }

  private static String done(Delivery delivery) {
    return delivery.action() == Action.close ? "closed" : "reopened";
  }

  private void tell(Transaction tx, Delivery delivery, Notice.Kind kind, String detail) {
    decisions
        .find(tx, delivery.connection().user(), delivery.decision())
        .ifPresent(decision -> {
          Tip shown = decision.shown();
          notices.add(tx, delivery.connection(), kind, shown.title(), detail, shown.deepLink());
        });
  }
}
