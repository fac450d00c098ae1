package oo.auth.mail;

import java.util.function.Function;
import java.util.regex.Pattern;
import oo.host.base.SiteOrigin;
import oo.host.http.Reply;
import oo.host.http.Request;

/**
 * {@code GET /api/mail/stop}: the link of a mail, opened by a person or by a program that looks
 * ahead. It changes nothing: it leads to the page that asks. The token is in the fragment, which
 * browsers send to no server.
 */
public final class OpenMailStopFunction implements Function<Request, Reply> {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final SiteOrigin site;

  public OpenMailStopFunction(SiteOrigin site) {
    this.site = site;
  }

  @Override
  public Reply apply(Request request) {
    String token = request.query("token").filter(OpenMailStopFunction::formed).orElse("");
    return Reply.seeOther(site.at("/mail.html#" + token));
  }

  static boolean formed(String token) {
    return TOKEN.matcher(token).matches();
  }
}
