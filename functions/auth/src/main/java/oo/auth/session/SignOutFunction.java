package oo.auth.session;

import java.util.function.Function;
import oo.contract.SignOutRequest;
import oo.host.base.Invocation;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code POST /api/auth/sign-out}. Clears the cookies also without a session. */
public final class SignOutFunction implements Function<Request, Reply> {
  private static final SignOutRequest HERE = new SignOutRequest(false);

  private final RefreshKeys keys;
  private final SignOut signOut;

  public SignOutFunction(RefreshKeys keys, SignOut signOut) {
    this.keys = keys;
    this.signOut = signOut;
  }

  @Override
  public Reply apply(Request request) {
    boolean everywhere = Boolean.TRUE.equals(request.json(SignOutRequest.class, HERE).everywhere());
    request
        .cookie(Cookies.REFRESH)
        .flatMap(keys::open)
        .ifPresent(token -> {
          Invocation.user(token.user());
          signOut.signOut(token, everywhere);
        });
    return Reply.empty(204).with(Cookies.clearSession());
  }
}
