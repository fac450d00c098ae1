package oo.auth.session;

import oo.auth.session.SessionStore.Presented;
import oo.contract.Notice;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.decisions.NoticeStore;
import oo.signals.mail.MailStore;

/**
 * Finds that a refresh token is presented after its successor was in use: two browsers have it, and
 * one of them is a thief's.
 */
public final class SessionReuse {
  private final SessionStore store;
  private final NoticeStore notices;
  private final MailStore mails = new MailStore();

  public SessionReuse(SessionStore store, NoticeStore notices) {
    this.store = store;
    this.notices = notices;
  }

  /**
   * Presents a refresh token with a valid HMAC. Locks the session until commit. A reuse ends the
   * session and is told.
   */
  Presented present(Transaction tx, RefreshToken token) {
    Presented presented = store.present(tx, token);
    if (presented == Presented.REUSED) {
      tell(tx, token.user());
    }
    return presented;
  }

  /** Tells the person by mail and at the next sign-in, and the operator by the call's log line. */
  private void tell(Transaction tx, UserId user) {
    Invocation.note("level", "warn");
    Invocation.note("event", "session_reuse");
    notices.add(
        tx,
        user,
        Notice.Kind.session_reuse,
        "A sign-in of yours was copied",
        "Two browsers used the same sign-in, so oO ended it. If you did not copy your browser's data"
            + " to another device, look for malware there, and end the sessions that you do not know.");
    mails.sessionReused(tx, user);
  }
}
