package oo.signals.hints;

import java.util.List;
import oo.host.base.UserId;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;

/** Connections that may be due to be read; at most 50. */
public record FetchHint(List<Due> connections) {
  public record Due(UserId user, ConnectionId connection) {}

  public static FetchHint of(List<ConnectionRef> refs) {
    return new FetchHint(refs.stream().map(ref -> new Due(ref.user(), ref.connection())).toList());
  }
}
