package oo.auth.user;

import java.util.function.Function;
import oo.contract.ChangeProfileRequest;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code PATCH /api/me}. */
public final class ChangeProfileFunction implements Function<Request, Reply> {
  private final ChangeProfile changeProfile;

  public ChangeProfileFunction(ChangeProfile changeProfile) {
    this.changeProfile = changeProfile;
  }

  @Override
  public Reply apply(Request request) {
    changeProfile.change(request.access(), request.json(ChangeProfileRequest.class));
    return Reply.empty(204);
  }
}
