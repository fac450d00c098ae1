package oo.auth.session;

import oo.contract.Notice;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.decisions.NoticeStore;

/**
 * A refresh token was presented after its successor was in use: two browsers have it, and one of
 * them is a thief's.
 */
public final class SessionReuse {
  private final NoticeStore notices;

  public SessionReuse(NoticeStore notices) {
    this.notices = notices;
  }

  /** Tells the person at the next sign-in, and the operator by the call's log line. */
  void found(Transaction tx, UserId user) {
    Invocation.note("level", "warn");
    Invocation.note("event", "session_reuse");
    notices.add(
        tx,
        user,
        Notice.Kind.session_reuse,
        "A sign-in of yours was copied",
        "Two browsers used the same sign-in, so oO ended it. If you did not copy your browser's data"
            + " to another device, look for malware there, and end the sessions that you do not know.");
  }
}
