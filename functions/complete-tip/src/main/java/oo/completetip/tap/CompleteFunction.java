package oo.completetip.tap;

import java.util.function.Function;
import oo.contract.CompleteRequest;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.DecisionId;
import oo.signals.EventId;

/** {@code complete}: POST /api/tips/{id}/complete. */
public final class CompleteFunction implements Function<Request, Reply> {
  private final Taps taps;

  public CompleteFunction(Taps taps) {
    this.taps = taps;
  }

  @Override
  public Reply apply(Request request) {
    DecisionId decision = new DecisionId(request.pathId("id"));
    var asked = request.json(CompleteRequest.class);
    var tap = new Tap.Complete(decision, new EventId(asked.eventId()));
    return Reply.ok(taps.accept(request.access(), tap));
  }
}
