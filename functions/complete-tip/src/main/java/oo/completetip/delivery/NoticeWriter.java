package oo.completetip.delivery;

import oo.contract.Notice;
import oo.host.sql.Transaction;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.Delivery;
import oo.signals.hints.DeliverHint.Action;

/** Writes notices of deliveries that did not go as the person meant. */
public final class NoticeWriter {
  private final NoticeStore notices;

  public NoticeWriter(NoticeStore notices) {
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

  /** Another tip of the round is "done" and has no effect any more. */
  void takenBack(Transaction tx, Delivery closing) {
    tell(
        tx,
        closing,
        Notice.Kind.taken_back,
        "You had completed it in two places and took it back in one, so it is not done there.");
  }

  /**
   * @param others that closed with it
   */
  void closedWith(Transaction tx, Delivery closing, int others) {
    tell(
        tx,
        closing,
        Notice.Kind.closed_with,
        (others == 1 ? "1 of its subtasks was" : others + " of its subtasks were")
            + " completed with it there. An undo reopens all of them.");
  }

  /** It was undone, and another tip of the round closes it. */
  void staysDone(Transaction tx, Delivery closing) {
    tell(
        tx,
        closing,
        Notice.Kind.undo_too_late,
        "You completed it again in another place meanwhile, so it stays done. Undo it there.");
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

  void brokeOff(Transaction tx, Delivery delivery) {
    tell(
        tx,
        delivery,
        Notice.Kind.refused,
        "Whether it was "
            + done(delivery)
            + " there is not known yet: oO broke off at it five times. It tries once an hour, for a week.");
  }

  private static String done(Delivery delivery) {
    return delivery.action() == Action.close ? "closed" : "reopened";
  }

  private void tell(Transaction tx, Delivery delivery, Notice.Kind kind, String detail) {
    notices.add(tx, delivery.connection().user(), delivery.decision(), kind, detail);
  }
}
