package oo.auth.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.host.base.Invocation;
import oo.host.base.PageError;
import oo.host.base.SafeWords;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;

/**
 * {@code POST /api/errors}: a page of the site tells of an error of its scripts. The log line has
 * the page, the kind, the safe words of the message, and the places in the site's own scripts.
 * Listeners of the host get the same as a {@link PageError}. Nothing else of a report is kept.
 */
public final class ReportErrorFunction implements Function<Request, Reply> {
  private static final int MAX_BYTES = 8 * 1024;
  private static final int MAX_NAME = 100;
  private static final int MAX_TEXT = 300;
  private static final int MAX_LINE = 200;
  private static final int MAX_LINES = 20;

  /** Of ECMAScript and of Web IDL's DOMException. */
  private static final Pattern NAME =
      Pattern.compile(
          "(Abort|Aggregate|Constraint|Data|DataClone|Encoding|Eval|Internal|InvalidAccess"
              + "|InvalidState|Network|NotAllowed|NotFound|NotReadable|NotSupported|Operation"
              + "|QuotaExceeded|Range|Reference|Security|Syntax|Timeout|TransactionInactive|Type"
              + "|URI|Unknown|Version)?Error|NotLoaded");

  /** A function's name, which may be absent, and its place: {@code look /js/tip.js:12:5}. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:(?:new |module |global )?(?<function>[\\w$.<>#]{1,80}) )?"
              + "(?<file>/[a-z/-]{1,40}\\.(?:js|css)):(?<line>\\d{1,6}):\\d{1,6}");

  /**
   * @param name of the error's class
   * @param stack the innermost place first
   */
  private record Report(
      @JsonSetter(nulls = Nulls.FAIL) String page,
      @JsonSetter(nulls = Nulls.FAIL) String name,
      @JsonSetter(nulls = Nulls.FAIL) String message,
      @JsonSetter(nulls = Nulls.FAIL, contentNulls = Nulls.FAIL) List<String> stack) {}

  @Override
  public Reply apply(Request request) {
    if (request.body().length > MAX_BYTES) {
      throw new Refused(413, "too_large", "A report may have 8 KB at most.");
    }
    Report report = request.json(Report.class);
    bounded("page", MAX_NAME, report.page());
    bounded("name", MAX_NAME, report.name());
    bounded("message", MAX_TEXT, report.message());
    report.stack().forEach(line -> bounded("stack[]", MAX_LINE, line));
    if (report.stack().isEmpty() || report.stack().size() > MAX_LINES) {
      throw Refused.badRequest("bad_body", "$.stack must have 1 to " + MAX_LINES + " lines.");
    }
    List<Matcher> places =
        report.stack().stream().map(PLACE::matcher).filter(Matcher::matches).toList();
    String page = ReportViolationFunction.page(report.page());
    String name = NAME.matcher(report.name()).matches() ? report.name() : "Error";
    String message = SafeWords.of(report.message());
    Invocation.note("page", page);
    Invocation.note("thrown", name);
    Invocation.note("message", message);
    Invocation.note("stack", places.stream().map(Matcher::group).collect(joining(" < ")));
    Invocation.survived(
        new PageError(
            page,
            name,
            message,
            places.stream().map(ReportErrorFunction::frame).toArray(StackTraceElement[]::new)));
    return Reply.empty(204);
  }

  private static StackTraceElement frame(Matcher place) {
    return new StackTraceElement(
        "",
        Objects.requireNonNullElse(place.group("function"), "?"),
        place.group("file"),
        Integer.parseInt(place.group("line")));
  }

  private static void bounded(String field, int most, String text) {
    if (text.length() > most) {
      throw Refused.badRequest(
          "bad_body", "$." + field + " may have " + most + " characters at most.");
    }
  }
}
