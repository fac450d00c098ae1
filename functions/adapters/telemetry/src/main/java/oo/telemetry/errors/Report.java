package oo.telemetry.errors;

import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SpanContext;
import io.sentry.SpanId;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryId;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.host.base.InvocationListener.Call;
import oo.host.base.PageError;
import oo.host.base.Randomness;
import oo.host.base.SafeWords;
import org.jspecify.annotations.Nullable;

/**
 * A failure as Sentry is told of it: function, module, trace id, and for each exception of the
 * chain its class, the safe words of its message, its SQL state and its stack. The SDK never sees
 * the exception itself, so nothing else of it can leave.
 */
final class Report {
  private static final int CHAIN = 5;
  private static final int FRAMES = 60;

  /** Names of classes, methods and files. */
  private static final Pattern CODE = Pattern.compile("[\\w.$<>/#-]{1,200}");

  private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

  private Report() {}

  /** What makes two failures the same one: classes and the first places in oO. */
  static String kind(Throwable failure) {
    var kind = new StringBuilder();
    for (Throwable link : chain(failure)) {
      kind.append(type(link)).append('@');
      frames(link).stream()
          .filter(frame -> ours(link, frame))
          .findFirst()
          .ifPresent(frame -> kind.append(frame.getFileName()).append(frame.getLineNumber()));
      kind.append(' ');
    }
    return kind.toString();
  }

  static SentryEvent of(Call call, Throwable failure, String release) {
    var event = new SentryEvent();
    // The SDK's own ids repeat in environments that start from one snapshot.
    event.setEventId(new SentryId(Randomness.hex(16)));
    event.setLevel(SentryLevel.ERROR);
    event.setRelease(release);
    event.setPlatform(failure instanceof PageError ? "javascript" : "java");
    event.setTransaction(call.function());
    event.setTag("function", call.function());
    event.setTag("module", call.module());
    event.setTag("trace", call.traceId());
    event
        .getContexts()
        .setTrace(
            new SpanContext(
                new SentryId(call.traceId()),
                new SpanId(Randomness.hex(8)),
                "function",
                null,
                null));
    if (failure instanceof PageError page) {
      event.setTag("page", page.page());
    }
    // Sentry wants the root cause first.
    event.setExceptions(chain(failure).reversed().stream().map(Report::exception).toList());
    return event;
  }

  /** The failure and its causes, each once. */
  private static List<Throwable> chain(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var chain = new ArrayList<Throwable>();
    for (Throwable link = failure;
        link != null && chain.size() < CHAIN && seen.add(link);
        link = told(link::getCause)) {
      chain.add(link);
    }
    return chain;
  }

  private static SentryException exception(Throwable link) {
    var exception = new SentryException();
    String type = type(link);
    exception.setType(type.substring(type.lastIndexOf('.') + 1));
    exception.setModule(type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : null);
    String words = SafeWords.of(told(link::getMessage));
    String state = link instanceof SQLException sql ? told(sql::getSQLState) : null;
    exception.setValue(
        state != null && SQL_STATE.matcher(state).matches() ? "[" + state + "] " + words : words);
    exception.setStacktrace(
        new SentryStackTrace(
            frames(link).reversed().stream().map(frame -> frame(link, frame)).toList()));
    return exception;
  }

  private static String type(Throwable link) {
    return link instanceof PageError page ? page.name() : code(link.getClass().getName());
  }

  private static List<StackTraceElement> frames(Throwable link) {
    StackTraceElement[] frames = told(link::getStackTrace);
    return frames == null
        ? List.of()
        : Stream.of(frames).filter(Objects::nonNull).limit(FRAMES).toList();
  }

  private static SentryStackFrame frame(Throwable link, StackTraceElement element) {
    var frame = new SentryStackFrame();
    frame.setModule(element.getClassName().isEmpty() ? null : code(element.getClassName()));
    frame.setFunction(code(element.getMethodName()));
    frame.setFilename(element.getFileName() == null ? null : code(element.getFileName()));
    frame.setLineno(element.getLineNumber() < 0 ? null : element.getLineNumber());
    frame.setInApp(ours(link, element));
    return frame;
  }

  private static boolean ours(Throwable link, StackTraceElement frame) {
    return link instanceof PageError || frame.getClassName().startsWith("oo.");
  }

  private static String code(String name) {
    return CODE.matcher(name).matches() ? name : "…";
  }

  /** What an exception says of itself; null when it throws instead. */
  private static <T> @Nullable T told(Supplier<@Nullable T> said) {
    try {
      return said.get();
    } catch (Throwable e) {
      return null;
    }
  }
}
