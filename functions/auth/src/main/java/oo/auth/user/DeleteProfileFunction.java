package oo.auth.user;

import java.util.function.Function;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code DELETE /api/me}. */
public final class DeleteProfileFunction implements Function<Request, Reply> {
  private final DeleteProfile deleteProfile;

  public DeleteProfileFunction(DeleteProfile deleteProfile) {
    this.deleteProfile = deleteProfile;
  }

  @Override
  public Reply apply(Request request) {
    deleteProfile.delete(request.access(), request.flag("drop"));
    return Reply.empty(202).with(Cookies.clearSession());
  }
}
