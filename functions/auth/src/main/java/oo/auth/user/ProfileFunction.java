package oo.auth.user;

import java.util.function.Function;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code GET /api/me}. */
public final class ProfileFunction implements Function<Request, Reply> {
  private final ReadProfile readProfile;

  public ProfileFunction(ReadProfile readProfile) {
    this.readProfile = readProfile;
  }

  @Override
  public Reply apply(Request request) {
    return Reply.ok(readProfile.read(request.access()));
  }
}
