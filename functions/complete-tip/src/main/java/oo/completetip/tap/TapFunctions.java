package oo.completetip.tap;

import java.util.UUID;
import java.util.function.Supplier;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.delivery.DeliveryStore;
import oo.contract.CompleteRequest;
import oo.contract.NotNowRequest;
import oo.contract.UndoRequest;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.DecisionId;
import oo.signals.EventId;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.FeedbackStore;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/tips/{id}/complete}, {@code /undo} and {@code /not-now}: parse, answer. */
public final class TapFunctions {
  private final Taps taps;

  /**
   * @param queue asked for by what changes something at the source: not by a "not now"
   */
  public TapFunctions(
      Database database,
      DecisionStore decisions,
      FeedbackStore feedback,
      DeliveryStore deliveries,
      Bus bus,
      Supplier<DeliveryQueue> queue) {
    this.taps =
        new Taps(database, decisions, feedback, new DeliveryRequests(deliveries, queue), bus);
  }

  public Reply complete(Request request) {
    DecisionId decision = decision(request);
    var asked = request.json(CompleteRequest.class);
    return answer(request, new Tap.Complete(decision, event(asked.eventId(), "event_id")));
  }

  public Reply undo(Request request) {
    DecisionId decision = decision(request);
    var asked = request.json(UndoRequest.class);
    EventId event = event(asked.eventId(), "event_id");
    EventId undoes = event(asked.undoes(), "undoes");
    if (undoes.equals(event)) {
      throw Refused.badRequest("bad_body", "undoes names another event than event_id.");
    }
    return answer(request, new Tap.Undo(decision, event, undoes));
  }

  public Reply notNow(Request request) {
    DecisionId decision = decision(request);
    var asked = request.json(NotNowRequest.class);
    return answer(
        request, new Tap.NotNow(decision, event(asked.eventId(), "event_id"), asked.until()));
  }

  private Reply answer(Request request, Tap tap) {
    return Reply.ok(taps.accept(request.access(), tap));
  }

  private static DecisionId decision(Request request) {
    return new DecisionId(request.pathId("id"));
  }

  private static EventId event(@Nullable UUID id, String name) {
    if (id == null) {
      throw Refused.badRequest("bad_body", name + " is missing: a UUID that the page makes.");
    }
    return new EventId(id);
  }
}
