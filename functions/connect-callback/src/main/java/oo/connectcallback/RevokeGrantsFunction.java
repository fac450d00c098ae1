package oo.connectcallback;

import java.util.function.Consumer;
import oo.host.base.Invocation;
import oo.host.queue.Message;
import oo.signals.ConnectionRef;
import oo.signals.hints.RevokeHint;

/** The queue of {@code revoke_grants}: connections whose grant may be due for revocation. */
final class RevokeGrantsFunction implements Consumer<Message> {
  private final RevokeGrants revokeGrants;

  RevokeGrantsFunction(RevokeGrants revokeGrants) {
    this.revokeGrants = revokeGrants;
  }

  @Override
  public void accept(Message message) {
    RevokeHint hint = message.hint(RevokeHint.class);
    Invocation.user(hint.user());
    revokeGrants.revoke(new ConnectionRef(hint.user(), hint.connection()));
  }
}
