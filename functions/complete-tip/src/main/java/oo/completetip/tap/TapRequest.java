package oo.completetip.tap;

import java.util.UUID;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.signals.DecisionId;
import oo.signals.EventId;
import org.jspecify.annotations.Nullable;

/** What every tap's request names. */
final class TapRequest {
  private TapRequest() {}

  static DecisionId decision(Request request) {
    return new DecisionId(request.pathId("id"));
  }

  static EventId event(@Nullable UUID id, String name) {
    if (id == null) {
      throw Refused.badRequest("bad_body", name + " is missing: a UUID that the page makes.");
    }
    return new EventId(id);
  }
}
