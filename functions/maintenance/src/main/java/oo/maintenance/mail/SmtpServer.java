package oo.maintenance.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** A mail server by SMTP (RFC 5321), a connection for each mail. */
public final class SmtpServer implements MailServer {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  /** It wants TLS or a sign-in: the operator's fault, not the mail's (RFC 4954, 6). */
  private static final Set<Integer> SETTINGS = Set.of(530, 534, 535, 538);

  private final MailSettings settings;
  private final Session session;
  private final Duration within;

  public SmtpServer(MailSettings settings) {
    this(settings, WITHIN);
  }

  SmtpServer(MailSettings settings, Duration within) {
    this.settings = settings;
    this.session = Session.getInstance(settings.properties());
    this.within = within;
  }

  @Override
  public void send(Mail mail) {
    var sending =
        new FutureTask<Void>(() -> {
          deliver(mail);
          return null;
        });
    // A read time-out begins again with each byte. An interrupted virtual thread closes its socket.
    Thread thread = Thread.ofVirtual().name("smtp").start(sending);
    try {
      sending.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw MailFailed.forNow("The mail server took too long.");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MessagingException failed
          ? failure(failed)
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MailFailed.forNow("It was interrupted.");
    } finally {
      thread.interrupt();
    }
  }

  private void deliver(Mail mail) throws MessagingException {
    MimeMessage message = message(mail);
    try (Transport transport = session.getTransport()) {
      transport.connect(settings.user(), settings.password());
      transport.sendMessage(message, message.getAllRecipients());
    }
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    var message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + mail.id() + "@" + settings.domain() + ">");
          }
        };
    message.setFrom(settings.from());
    message.setRecipient(RecipientType.TO, new InternetAddress(mail.to(), true));
    message.setSubject(mail.subject(), "US-ASCII");
    message.setText(mail.text(), "US-ASCII");
    message.setSentDate(Date.from(mail.at()));
    // RFC 3834: no holiday note answers it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("List-Unsubscribe", "<" + mail.stop() + ">");
    message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    message.saveChanges();
    return message;
  }

  private static MailFailed failure(MessagingException failed) {
    if (failed instanceof AuthenticationFailedException) {
      return MailFailed.forNow("The mail server refuses oO's user and password.");
    }
    int code = 0;
    for (Exception e = failed; e instanceof MessagingException m; e = m.getNextException()) {
      code = Math.max(code, code(m));
    }
    if (code == 0) {
      return MailFailed.forNow(
          "The mail server cannot be used: " + root(failed).getClass().getSimpleName() + ".");
    }
    String words = "The mail server answered " + code + ".";
    return code >= 500 && !SETTINGS.contains(code)
        ? MailFailed.forGood(words)
        : MailFailed.forNow(words);
  }

  private static Throwable root(Throwable failed) {
    Throwable root = failed;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static int code(MessagingException e) {
    return switch (e) {
      case SMTPAddressFailedException address -> address.getReturnCode();
      case SMTPSenderFailedException sender -> sender.getReturnCode();
      case SMTPSendFailedException sent -> sent.getReturnCode();
      default -> 0;
    };
  }
}
