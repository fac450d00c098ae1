package oo.maintenance.mail;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.Optional;
import oo.host.base.Backoff;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.Secrets;
import oo.host.base.SiteOrigin;
import oo.host.sql.Database;
import oo.signals.hints.MailHint;
import oo.signals.mail.MailStore;
import oo.signals.mail.MailStore.Due;

/**
 * {@code send_mail}: sends a mail that its row says is due. At least once: a process that dies
 * between the server's answer and the commit sends it again, with the same Message-ID. After five
 * attempts, or when the server refuses it for good, the row is parked.
 */
public final class SendMail {
  /** Longer than an attempt may take. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final int MOST_ATTEMPTS = 5;
  private static final Backoff RETRIES = new Backoff(Duration.ofMinutes(10), Duration.ofHours(6));

  private final Database database;
  private final MailStore mails;
  private final MailServer server;
  private final SiteOrigin site;

  public SendMail(Database database, MailStore mails, MailServer server, SiteOrigin site) {
    this.database = database;
    this.mails = mails;
    this.server = server;
    this.site = site;
  }

  /** A no-op when the mail is not due, was sent, or is gone. */
  void send(MailHint hint) {
    String token = Secrets.random();
    Optional<Due> due =
        database.transaction(tx -> mails.begin(tx, hint, LEASE, Secrets.hash(token)));
    due.ifPresent(mail -> send(hint, mail, token));
  }

  private void send(MailHint hint, Due due, String token) {
    if (!due.wanted() || due.address() == null) {
      Invocation.note("mail", "dropped");
      database.run(tx -> mails.drop(tx, hint));
      return;
    }
    try {
      if (due.attempts() > MOST_ATTEMPTS) {
        throw MailFailed.forGood("The process ended five times while it sent it.");
      }
      Mail mail = Mail.of(hint.mail(), due.address(), due.kind(), site, token, due.now());
      Invocation.span(
          "SMTP",
          SpanKind.CLIENT,
          () -> {
            server.send(mail);
            return mail;
          });
      database.run(tx -> mails.sent(tx, hint));
    } catch (MailFailed e) {
      Invocation.note(InvocationLog.REASON, e.words());
      if (e.permanent() || due.attempts() >= MOST_ATTEMPTS) {
        Invocation.note("mail", "parked");
        database.run(tx -> mails.park(tx, hint, e.words()));
      } else {
        Duration wait = RETRIES.after(due.attempts() - 1);
        database.run(tx -> mails.later(tx, hint, due.attempts(), wait, e.words()));
      }
    }
  }
}
