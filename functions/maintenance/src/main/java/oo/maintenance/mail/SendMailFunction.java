package oo.maintenance.mail;

import java.util.function.Consumer;
import oo.host.base.Invocation;
import oo.host.queue.Message;
import oo.signals.hints.MailHint;

/** The queue of {@code send_mail}: mails that may be due. */
public final class SendMailFunction implements Consumer<Message> {
  private final SendMail sendMail;

  public SendMailFunction(SendMail sendMail) {
    this.sendMail = sendMail;
  }

  @Override
  public void accept(Message message) {
    MailHint hint = message.hint(MailHint.class);
    Invocation.user(hint.user());
    sendMail.send(hint);
  }
}
