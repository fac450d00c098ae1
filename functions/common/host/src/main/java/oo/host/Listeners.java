package oo.host;

import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import oo.host.base.InvocationListener;
import oo.host.base.InvocationListener.Call;
import oo.host.base.InvocationLog;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;

/** The listeners of a host. What one throws stops no call and no other listener. */
final class Listeners {
  private static final Duration END = Duration.ofSeconds(2);

  private final List<InvocationListener> off = new ArrayList<>();
  private final List<InvocationListener> on = new ArrayList<>();
  private final InvocationLog log;
  private final Set<String> logged = new HashSet<>();

  Listeners(Iterable<InvocationListener> found, InvocationLog log) {
    found.forEach(off::add);
    this.log = log;
  }

  /** Offers a module's settings to each. */
  void start(Settings settings) {
    on.forEach(listener -> listener.start(settings));
    on.addAll(off.stream().filter(listener -> listener.start(settings)).toList());
    off.removeAll(on);
  }

  /** Null where no spans are exported. */
  @Nullable Tracer tracer() {
    return on.stream().flatMap(listener -> listener.tracer().stream()).findFirst().orElse(null);
  }

  void began(Call call) {
    each(listener -> listener.began(call));
  }

  void ended(Call call, Object outcome, @Nullable Throwable thrown) {
    each(listener -> listener.ended(call, outcome, thrown));
  }

  void survived(Call call, Throwable failure) {
    each(listener -> listener.survived(call, failure));
  }

  void flush(Duration atMost) {
    each(listener -> listener.flush(atMost));
  }

  void close() {
    each(listener -> listener.close(END));
  }

  private void each(Consumer<InvocationListener> told) {
    for (InvocationListener listener : on) {
      try {
        told.accept(listener);
      } catch (Throwable e) {
        logOnce(listener, e);
      }
    }
  }

  private void logOnce(InvocationListener listener, Throwable thrown) {
    String reason = Problems.chain(thrown);
    synchronized (logged) {
      if (!logged.add(listener.getClass().getName() + thrown.getClass().getName())) {
        return;
      }
    }
    log.event(listener.getClass().getSimpleName(), "failed", Map.of(InvocationLog.REASON, reason));
  }
}
