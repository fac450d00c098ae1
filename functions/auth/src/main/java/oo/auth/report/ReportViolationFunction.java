package oo.auth.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/reports}: a browser says what the Content-Security-Policy of a page refused (CSP
 * Level 3, 5.3). The log line of the call has the directive, the page, and the scheme or the host
 * of what was refused. Nothing else of a report is kept: anyone can send one.
 */
public final class ReportViolationFunction implements Function<Request, Reply> {
  static final String MEDIA_TYPE = "application/csp-report";

  private static final Pattern DIRECTIVE = Pattern.compile("[a-z-]{1,40}");
  private static final Pattern BLOCKED = Pattern.compile("[a-z0-9.:-]{1,100}");
  private static final Set<String> PAGES =
      Set.of(
          "/",
          "/index.html",
          "/connect.html",
          "/mail.html",
          "/tip.html",
          "/health",
          "/health.html");
  private static final String OTHER = "other";

  /** The report's envelope. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Report(@JsonProperty("csp-report") @Nullable Violation violation) {}

  /** The members that are read; browsers send more. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Violation(
      @JsonProperty("document-uri") @Nullable String page,
      @JsonProperty("effective-directive") @Nullable String directive,
      @JsonProperty("violated-directive") @Nullable String olderDirective,
      @JsonProperty("blocked-uri") @Nullable String blocked) {}

  @Override
  public Reply apply(Request request) {
    Violation violation = request.json(Report.class, MEDIA_TYPE).violation();
    if (violation == null) {
      throw Refused.badRequest("bad_body", "$.csp-report must be an object.");
    }
    String directive =
        violation.directive() != null ? violation.directive() : violation.olderDirective();
    Invocation.note("violation", allowed(DIRECTIVE, directive));
    Invocation.note("page", page(violation.page()));
    Invocation.note("blocked", allowed(BLOCKED, host(violation.blocked())));
    return Reply.empty(204);
  }

  private static String allowed(Pattern form, @Nullable String text) {
    return text != null && form.matcher(text).matches() ? text : OTHER;
  }

  /** The page of an address; {@code other} when it is no page of the site. */
  static String page(@Nullable String address) {
    String path = address == null ? null : parsed(address).getPath();
    return path != null && PAGES.contains(path) ? path : OTHER;
  }

  /** The host of an address, or a word such as {@code inline}, or a scheme such as {@code data}. */
  private static @Nullable String host(@Nullable String blocked) {
    if (blocked == null) {
      return null;
    }
    URI address = parsed(blocked);
    return address.getHost() != null
        ? address.getHost()
        : address.getScheme() != null ? address.getScheme() : blocked;
  }

  private static URI parsed(String address) {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      return URI.create("");
    }
  }
}
