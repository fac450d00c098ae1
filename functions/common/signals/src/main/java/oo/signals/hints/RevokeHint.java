package oo.signals.hints;

import oo.host.base.UserId;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;

/** A grant that may be due to be revoked. */
public record RevokeHint(UserId user, ConnectionId connection) {
  public static RevokeHint of(ConnectionRef ref) {
    return new RevokeHint(ref.user(), ref.connection());
  }
}
