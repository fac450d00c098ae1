package oo.maintenance.mail;

/** Hands mails to a mail server. */
public interface MailServer {

  /**
   * Returns when the server has taken responsibility for the mail (RFC 5321, 4.2.5), after 30
   * seconds at most. The same mail may be sent again, as an answer can be lost.
   *
   * @throws MailFailed when it has not, or when that is not known
   */
  void send(Mail mail);
}
