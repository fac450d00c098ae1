package oo.standins.control;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import oo.standins.http.Parameters;

/**
 * Answers the providers' sign-in and consent pages as a person would, without a browser. Each
 * method opens the page, answers it, and returns the address of the redirect, which it does not
 * follow. It throws when the page refuses.
 */
public final class ConsentPages {
  private ConsentPages() {}

  /** Signs in at Google. */
  public static URI signIn(URI authorizeUrl, String email) {
    return answer(authorizeUrl, Map.of("email", email, "decision", "agree"));
  }

  /** Cancels at Google. */
  public static URI cancel(URI authorizeUrl) {
    return answer(authorizeUrl, Map.of("decision", "deny"));
  }

  /** Agrees at Todoist with the account of this address, which is made without tasks if new. */
  public static URI agree(URI authorizeUrl, String email) {
    return answer(authorizeUrl, Map.of("email", email, "decision", "agree"));
  }

  /** Denies at Todoist. */
  public static URI deny(URI authorizeUrl) {
    return answer(authorizeUrl, Map.of("decision", "deny"));
  }

  private static URI answer(URI url, Map<String, String> form) {
    HttpResponse<String> page = ProviderControl.send(HttpRequest.newBuilder(url).GET());
    if (page.statusCode() == 200) {
      page =
          ProviderControl.send(
              HttpRequest.newBuilder(url)
                  .header("Origin", url.getScheme() + "://" + url.getAuthority())
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(Parameters.encode(form))));
    }
    if (page.statusCode() != 302) {
      throw new IllegalStateException(
          "the page answered " + page.statusCode() + ": " + page.body());
    }
    return URI.create(page.headers().firstValue("Location").orElseThrow());
  }
}
