package oo.standins.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import oo.standins.http.Html;
import oo.standins.http.StandInResponse;
import org.jspecify.annotations.Nullable;

/**
 * Mails to anyone, taken by SMTP on a free port of 127.0.0.1 and kept until the process ends. The
 * server starts when its address is first asked for.
 */
public final class Mailbox implements AutoCloseable {
  private static final int SHOWN = 50;
  private static final Pattern STOP = Pattern.compile("<((https?://[^/>]+)/[^>]*)>");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>&\"']+");

  private @Nullable GreenMail server;

  /**
   * @param stop the address of {@code List-Unsubscribe}; empty without one
   * @param text as it was sent, without the headers
   */
  public record Received(String to, String subject, String id, String stop, String text) {}

  /** For {@code SMTP_URL}. */
  public synchronized String url() {
    if (server == null) {
      server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      server.start();
    }
    return "smtp://127.0.0.1:" + server.getSmtp().getPort();
  }

  /** The newest last. */
  public synchronized List<Received> mails() {
    return server == null
        ? List.of()
        : Arrays.stream(server.getReceivedMessages()).map(Mailbox::received).toList();
  }

  private static Received received(MimeMessage mail) {
    try {
      String stop = mail.getHeader("List-Unsubscribe", null);
      var link = STOP.matcher(stop == null ? "" : stop);
      return new Received(
          String.valueOf(mail.getAllRecipients()[0]),
          String.valueOf(mail.getSubject()),
          mail.getMessageID(),
          link.find() ? link.group(1) : "",
          String.valueOf(mail.getContent()));
    } catch (MessagingException | IOException e) {
      return new Received(
          "?", "This mail cannot be read", "", "", GreenMailUtil.getWholeMessage(mail));
    }
  }

  /** The newest first. The button does what a mail provider does for a person (RFC 8058). */
  public StandInResponse page() {
    var sites = new TreeSet<String>();
    var all = new StringBuilder("<p>Mails to anyone, until this process ends.</p>");
    List<Received> mails = mails();
    if (mails.isEmpty()) {
      all.append("<p>No mail was sent.</p>");
    }
    for (Received mail : mails.reversed().stream().limit(SHOWN).toList()) {
      all.append(
          "<section><h2>%s</h2><p class=\"fine\">To %s</p><pre>%s</pre>"
              .formatted(Html.escape(mail.subject()), Html.escape(mail.to()), linked(mail.text())));
      var stop = STOP.matcher("<" + mail.stop() + ">");
      if (stop.matches()) {
        sites.add(stop.group(2));
        all.append(
            """
            <form method="post" action="%s">
            <input type="hidden" name="List-Unsubscribe" value="One-Click">
            <button>Unsubscribe, in one click</button>
            </form>
            """
                .formatted(Html.escape(mail.stop())));
      }
      all.append("</section>");
    }
    return Html.page(200, "Google", "Mail", all.toString(), String.join(" ", sites));
  }

  private static String linked(String text) {
    return LINK.matcher(Html.escape(text))
        .replaceAll(link -> "<a href=\"%1$s\" rel=\"noreferrer\">%1$s</a>".formatted(link.group()));
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop();
    }
  }
}
