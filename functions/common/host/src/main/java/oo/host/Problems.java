package oo.host;

import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.contract.Problem;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.NeedsOperator;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.objects.ObjectStore;
import oo.host.session.InvalidSession;
import oo.host.sql.DatabaseUnavailable;

/**
 * Turns a function's exceptions into problem documents. A caller never sees an exception's text.
 */
public final class Problems {
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad request"),
          Map.entry(401, "Not signed in"),
          Map.entry(403, "Not allowed"),
          Map.entry(404, "Not found"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(413, "Too large"),
          Map.entry(415, "Unsupported media type"),
          Map.entry(429, "Too many requests"),
          Map.entry(500, "Our fault"),
          Map.entry(502, "The provider failed"),
          Map.entry(503, "Not available now"));

  private Problems() {}

  static Reply reply(Throwable thrown) {
    return switch (thrown) {
      case Refused refused -> {
        Invocation.note("code", refused.code());
        yield document(refused.status(), refused.code(), refused.detail()).with(refused.headers());
      }
      case InvalidSession over -> {
        Invocation.note("code", over.code());
        yield document(401, over.code(), over.detail());
      }
      case DatabaseUnavailable e -> {
        note(e);
        yield document(
                503,
                "database_unavailable",
                e.takesNoWrites()
                    ? "oO's database takes nothing new now. Nothing is lost; try again in a minute."
                    : "oO cannot reach its database. Nothing is lost; try again in a moment.")
            .with(new Header("Retry-After", "5"));
      }
      case ObjectStore.Unavailable e -> {
        note(e);
        yield document(
                503,
                "store_unavailable",
                "oO cannot reach its store of files. Nothing is lost; try again in a minute.")
            .with(new Header("Retry-After", "30"));
      }
      default -> {
        note(thrown);
        yield document(
            500,
            "unexpected",
            "Something went wrong on our side. Try again; if it stays, tell the operator the trace.");
      }
    };
  }

  /** Redirects a browser that navigated here to a page, which explains the problem. */
  static Reply landing(Throwable thrown, String page) {
    Reply problem = reply(thrown);
    String code = Json.mapper().readValue(problem.body(), Problem.class).code();
    return Reply.seeOther(page + "?problem=" + code)
        .with(
            problem.headers().stream()
                .filter(header -> header.name().equals("Set-Cookie"))
                .toList());
  }

  /** Logs exception classes and source lines, after what an operator is told. */
  static void note(Throwable thrown) {
    String told = thrown instanceof NeedsOperator ? thrown.getMessage() + " " : "";
    Invocation.note(InvocationLog.REASON, told + chain(thrown));
  }

  /** Exception classes and source lines; no message, because it may quote the request. */
  public static String chain(Throwable thrown) {
    var chain = new StringBuilder();
    Throwable t = thrown;
    for (int depth = 0; t != null && depth < 5; t = t.getCause(), depth++) {
      StackTraceElement[] at = t.getStackTrace();
      chain.append(depth == 0 ? "" : " < ").append(t.getClass().getName());
      for (StackTraceElement frame : at) {
        if (frame.getClassName().startsWith("oo.")) {
          chain
              .append(" at ")
              .append(frame.getFileName())
              .append(':')
              .append(frame.getLineNumber());
          break;
        }
      }
      if (t instanceof java.sql.SQLException sql) {
        chain.append(" [").append(sql.getSQLState()).append(']');
      }
    }
    return chain.toString();
  }

  /** No reply of a function may be cached or sniffed. */
  static Reply hardened(Reply reply) {
    return reply.with(
        List.of(
            new Header("Cache-Control", "no-store"),
            new Header("X-Content-Type-Options", "nosniff")));
  }

  private static Reply document(int status, String code, String detail) {
    var problem =
        new Problem(
            "about:blank",
            TITLES.getOrDefault(status, "Problem"),
            status,
            code,
            detail,
            Invocation.trace().getTraceId());
    return new Reply(
        status,
        List.of(new Header("Content-Type", "application/problem+json")),
        Json.mapper().writeValueAsBytes(problem));
  }
}
