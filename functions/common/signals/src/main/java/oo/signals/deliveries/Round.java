package oo.signals.deliveries;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import oo.signals.hints.DeliverHint.Action;

/**
 * The changes of one round of a task, in the order in which they were asked for, seen by one tip of
 * it. At most one is pending. A snapshot: it does not see what the caller changes.
 *
 * <p>A closing is in place while it is delivered and no reopening was asked for since. A later
 * tip's closing that is pending or delivered takes over: the round is then closed by that one.
 */
public record Round(List<Change> changes) {

  /**
   * @param own the tip asked for it, or shares it
   * @param stands a tip that asked for it or shares it is "done"
   * @param shownAt when the tip that asked for it was made
   */
  record Change(Delivery delivery, boolean own, boolean stands, Instant shownAt) {}

  /** The tip's closing. */
  public Optional<Delivery> closing() {
    return own(Action.close);
  }

  /** The reversal of the tip's closing. */
  public Optional<Delivery> reopening() {
    return own(Action.reopen);
  }

  private Optional<Delivery> own(Action action) {
    return changes.stream()
        .filter(Change::own)
        .map(Change::delivery)
        .filter(delivery -> delivery.action() == action)
        .findFirst();
  }

  /** Whether a later tip's closing took over, which was not taken back. */
  public boolean outdone() {
    return changes.stream()
        .dropWhile(change -> !change.own())
        .anyMatch(change ->
            !change.own()
                && change.delivery().action() == Action.close
                && (change.delivery().pending() && !change.delivery().withdrawn()
                    || inPlace(change)));
  }

  /** Whether a tip that asked for the own closing or shares it is "done". */
  public boolean stands() {
    return changes.stream().anyMatch(change -> change.own() && change.stands());
  }

  /**
   * Whether a "done" loses its effect when the own closing is reversed: one that stands, of that
   * closing or of another that is in place and was delivered after the own tip was shown.
   */
  public boolean losesADone() {
    return changes.stream()
        .filter(Change::own)
        .findFirst()
        .filter(own ->
            changes.stream()
                .anyMatch(change ->
                    change.stands()
                        && (change.own()
                            || inPlace(change) && !settledBefore(change, own.shownAt()))))
        .isPresent();
  }

  private static boolean settledBefore(Change change, Instant time) {
    Instant settledAt = change.delivery().settledAt();
    return settledAt != null && settledAt.isBefore(time);
  }

  /**
   * The closing that is in place although no "done" of it stands, now that the own closing is not
   * going to happen: it was left to that one by an undo.
   */
  public Optional<Delivery> orphan() {
    return changes.reversed().stream()
        .filter(change -> !change.own())
        .filter(change -> change.delivery().pending() || inForce(change.delivery()))
        .findFirst()
        .filter(last -> inPlace(last) && !last.stands())
        .map(Change::delivery);
  }

  private boolean inPlace(Change change) {
    Delivery closing = change.delivery();
    return closing.action() == Action.close
        && inForce(closing)
        && changes.stream()
            .dropWhile(other -> other != change)
            .noneMatch(other ->
                other.delivery().action() == Action.reopen
                    && (other.delivery().pending()
                        || inForce(other.delivery())
                        || other.delivery().decision().equals(closing.decision())));
  }

  private static boolean inForce(Delivery delivery) {
    return delivery.state() == Delivery.State.DELIVERED;
  }
}
