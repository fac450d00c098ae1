package oo.completetip.tap;

import java.util.function.Function;
import oo.contract.CompleteRequest;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.DecisionId;

/** {@code complete}: POST /api/tips/{id}/complete. */
public final class CompleteFunction implements Function<Request, Reply> {
  private final Taps taps;

  public CompleteFunction(Taps taps) {
    this.taps = taps;
  }

  @Override
  public Reply apply(Request request) {
    DecisionId decision = TapRequest.decision(request);
    var asked = request.json(CompleteRequest.class);
    var tap = new Tap.Complete(decision, TapRequest.event(asked.eventId(), "event_id"));
    return Reply.ok(taps.accept(request.access(), tap));
  }
}
