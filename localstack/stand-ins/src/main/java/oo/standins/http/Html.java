package oo.standins.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The stand-ins' pages: those made here have no script, the others are files of the class path. */
public final class Html {
  private Html() {}

  /** For the content of an element or of a quoted attribute. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * A page without a script.
   *
   * @param provider the name of what it stands in for
   * @param main already escaped
   * @param formTarget an origin to which the page's form may redirect; empty for none
   */
  public static StandInResponse page(
      int status, String provider, String title, String main, String formTarget) {
    String html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s, stand-in for %s</title>
        <link rel="stylesheet" href="/assets/stand-in.css">
        <link rel="icon" href="data:,">
        </head>
        <body class="%s narrow">
        <p class="notice">Stand-in on this machine, not %2$s.</p>
        <main>
        <h1>%1$s</h1>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(escape(title), provider, provider.toLowerCase(Locale.ROOT), main);
    return protect(StandInResponse.html(status, html), formTarget);
  }

  /** The page {@code name.html}. */
  public static StandInResponse file(String name) {
    return protect(StandInResponse.of(200, "text/html", resource(name + ".html")), "")
        .with("Cache-Control", "no-cache");
  }

  /** A style sheet or a script; throws a 404 when there is none of that name. */
  public static StandInResponse asset(String name) {
    String type =
        switch (name) {
          case "stand-in.css" -> "text/css";
          case "stand-in.js" -> "text/javascript";
          default -> throw ResponseException.notFound("There is no such file.");
        };
    return StandInResponse.of(200, type, resource(name)).with("Cache-Control", "no-cache");
  }

  private static StandInResponse protect(StandInResponse response, String formTarget) {
    // Chromium applies form-action to the redirect that follows a form, too.
    return response
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
        throw new IllegalStateException("the file " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
