package oo.maintenance.mail;

import java.net.IDN;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import oo.host.base.SiteOrigin;
import oo.signals.mail.MailKind;

/**
 * What a person gets: plain text in ASCII, without a name, a title or a token of a session.
 *
 * @param id of its row; each attempt has the same, so that a second copy can be recognized
 * @param to one ASCII address, as {@link #address} returns it
 * @param stop the link that stops mails like this one
 */
record Mail(UUID id, String to, String subject, String text, String stop, Instant at) {
  /** RFC 5321, 4.5.3.1.3, without the angle brackets. */
  private static final int LONGEST = 254;

  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

  /** A local part without quotes and comments, and a name with a dot (RFC 5321, 4.1.2). */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "%1$s(?:\\.%1$s)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
              .formatted(ATOM));

  static Mail of(
      UUID id, String address, MailKind kind, SiteOrigin site, String token, Instant at) {
    String stop = site.at("/api/mail/stop?token=" + token);
    String text =
        switch (kind) {
          case reconnect ->
              """
              oO can no longer read your tasks: a connection of yours must be renewed.
              Nothing is lost. It takes one tap here:

              %s
              """;
          case restored ->
              """
              oO was restored from a copy of its data, and has lost what let it read your tasks.
              Nothing at their source is lost. Each connection takes one tap here:

              %s
              """;
          case session_reuse ->
              """
              Two browsers used the same sign-in of yours, so oO ended it. If you did not
              copy your browser's data to another device, look for malware there.

              Sign in again, and end the sessions that you do not know:

              %s
              """;
        };
    return new Mail(
        id,
        address(address),
        subject(kind),
        text.formatted(site.at("/connect.html"))
            + """

            --\s
            To stop mails like this one, or all mail from oO, open:
            %s
            """
                .formatted(stop),
        stop,
        at);
  }

  private static String subject(MailKind kind) {
    return switch (kind) {
      case reconnect -> "oO cannot read your tasks";
      case restored -> "oO was restored: connect again";
      case session_reuse -> "A sign-in of yours was copied";
    };
  }

  /**
   * An address that any mail server takes: a domain of other scripts is written in ASCII (RFC
   * 5891). A part before the @ in other scripts needs SMTPUTF8, which oO does not send.
   *
   * @throws MailFailed for good, when it is not an address, e.g. has a line break
   */
  static String address(String given) {
    int at = given.lastIndexOf('@');
    String address = given;
    if (at > 0) {
      try {
        address = given.substring(0, at + 1) + IDN.toASCII(given.substring(at + 1));
      } catch (IllegalArgumentException e) {
        throw notSendable();
      }
    }
    if (address.length() > LONGEST || !ADDRESS.matcher(address).matches()) {
      throw notSendable();
    }
    return address;
  }

  private static MailFailed notSendable() {
    return MailFailed.forGood("The person's address is not one that oO can send to.");
  }
}
