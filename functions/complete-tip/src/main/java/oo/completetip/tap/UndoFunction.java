package oo.completetip.tap;

import java.util.function.Function;
import oo.contract.UndoRequest;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.DecisionId;
import oo.signals.EventId;

/** {@code undo}: POST /api/tips/{id}/undo. */
public final class UndoFunction implements Function<Request, Reply> {
  private final Taps taps;

  public UndoFunction(Taps taps) {
    this.taps = taps;
  }

  @Override
  public Reply apply(Request request) {
    DecisionId decision = new DecisionId(request.pathId("id"));
    var asked = request.json(UndoRequest.class);
    EventId event = new EventId(asked.eventId());
    EventId undoes = new EventId(asked.undoes());
    if (undoes.equals(event)) {
      throw Refused.badRequest("bad_body", "undoes names another event than event_id.");
    }
    return Reply.ok(taps.accept(request.access(), new Tap.Undo(decision, event, undoes)));
  }
}
