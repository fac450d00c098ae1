package oo.standins.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import oo.standins.http.Answer;
import org.jspecify.annotations.Nullable;

/** The frame of the pages made on the server, and the files of the others. */
public final class Html {

  private static final Map<String, String> ASSETS =
      Map.of(
          "stand-in.css", "text/css; charset=utf-8",
          "control.js", "text/javascript; charset=utf-8",
          "google.js", "text/javascript; charset=utf-8",
          "todoist.js", "text/javascript; charset=utf-8",
          "task.js", "text/javascript; charset=utf-8");

  private Html() {}

  /** Text made harmless, in an element and in a quoted attribute alike. */
  public static String escape(@Nullable String text) {
    if (text == null) {
      return "";
    }
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * A page without a script.
   *
   * @param who the provider that it stands in for
   * @param main already escaped
   * @param formTarget an origin to which the page's form may lead on, empty for none
   */
  public static Answer page(int status, String who, String title, String main, String formTarget) {
    String html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <link rel="stylesheet" href="/assets/stand-in.css">
        <link rel="icon" href="data:,">
        </head>
        <body class="%s narrow">
        <p class="notice">Stand-in on this machine, not %s.</p>
        <main>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(
                escape(title), escape(who.toLowerCase(java.util.Locale.ROOT)), escape(who), main);
    return protect(Answer.html(status, html), formTarget);
  }

  /** A page of the class path, such as {@code todoist.html}. */
  public static Answer file(String name) {
    return protect(Answer.of(200, "text/html; charset=utf-8", resource(name)), "")
        .with("Cache-Control", "no-cache");
  }

  /** A style sheet or a module, when there is one of that name. */
  public static Optional<Answer> asset(String name) {
    return Optional.ofNullable(ASSETS.get(name))
        .map(type -> Answer.of(200, type, resource(name)).with("Cache-Control", "no-cache"));
  }

  private static Answer protect(Answer answer, String formTarget) {
    // Chromium holds the redirect that follows a form against form-action too.
    return answer
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:;"
                + " base-uri 'none'; frame-ancestors 'none'; form-action 'self' "
                + formTarget)
        .with("Referrer-Policy", "same-origin");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page file " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
