package oo.auth.mail;

import java.util.function.Function;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;

/**
 * {@code POST /api/mail/stop}: a mail provider's server for its user (RFC 8058), or the page. The
 * token alone says whose mails stop; cookies and the body are not read, so that no other site can
 * use a session, and a form of any encoding is accepted. The same again changes nothing.
 */
public final class StopMailFunction implements Function<Request, Reply> {
  private final StopMail stopMail;

  public StopMailFunction(StopMail stopMail) {
    this.stopMail = stopMail;
  }

  @Override
  public Reply apply(Request request) {
    boolean all = request.flag("all");
    boolean stopped =
        request
            .query("token")
            .filter(OpenMailStopFunction::formed)
            .map(token -> stopMail.stop(token, all))
            .orElse(false);
    if (!stopped) {
      throw Refused.notFound(
          "unknown_link",
          "This link stops no mail any more. Sign in, and choose your mails below Account on the connections page.");
    }
    return Reply.empty(204);
  }
}
