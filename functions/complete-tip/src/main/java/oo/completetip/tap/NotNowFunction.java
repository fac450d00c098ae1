package oo.completetip.tap;

import java.util.function.Function;
import oo.contract.NotNowRequest;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.DecisionId;
import oo.signals.EventId;

/** {@code not_now}: POST /api/tips/{id}/not-now. */
public final class NotNowFunction implements Function<Request, Reply> {
  private final Taps taps;

  public NotNowFunction(Taps taps) {
    this.taps = taps;
  }

  @Override
  public Reply apply(Request request) {
    DecisionId decision = new DecisionId(request.pathId("id"));
    var asked = request.json(NotNowRequest.class);
    var tap = new Tap.NotNow(decision, new EventId(asked.eventId()), asked.until());
    return Reply.ok(taps.accept(request.access(), tap));
  }
}
