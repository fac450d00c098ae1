package oo.recommend;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import oo.contract.RecommendRequest;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code POST /api/recommend}. */
final class RecommendFunction implements Function<Request, Reply> {
  private static final int MAX_NOTICES = 50;

  private final Recommend recommend;

  RecommendFunction(Recommend recommend) {
    this.recommend = recommend;
  }

  @Override
  public Reply apply(Request request) {
    var asked = request.json(RecommendRequest.class);
    if (asked.userId() != null && !asked.userId().equals(request.access().user().value())) {
      throw new Refused(403, "not_yours", "Tips are for the signed-in person; leave out user_id.");
    }
    List<UUID> seen = asked.seenNotices() == null ? List.of() : asked.seenNotices();
    if (seen.size() > MAX_NOTICES) {
      throw Refused.badRequest("bad_body", "seen_notices holds at most 50 ids.");
    }
    return Reply.ok(recommend.tip(request.access(), ClientContext.of(asked.context()), seen));
  }
}
