package oo.host.base;

import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls of a host, such as to report errors. Found by {@link java.util.ServiceLoader},
 * in a jar that need not be there. Nothing that it throws reaches a call; the first exception of
 * each kind is logged, and the rest are dropped.
 *
 * <p>Its methods run on the thread that serves the call and must not block: only {@link #flush} and
 * {@link #close} may wait for the network. A constructor must load nothing, as a listener is made
 * also where it is off.
 */
public interface InvocationListener {

  /**
   * Reads what configures it. Called before any call with the settings of each module in turn; the
   * first that configure it count for all modules.
   *
   * @return whether it is on, by these settings or earlier ones; when the last answer is false, no
   *     other method is called
   * @throws MissingSetting when a setting is malformed; the host does not start, and names it
   */
  boolean start(Settings settings);

  /** Makes the spans of calls; empty when it is no listener that exports them. */
  default Optional<Tracer> tracer() {
    return Optional.empty();
  }

  default void began(Call call) {}

  /**
   * @param outcome as in the log line: an HTTP status, {@code ok} or {@code failed}
   * @param thrown by the function; null when it returned. An expected refusal is thrown too: the
   *     outcome tells which is a failure
   */
  default void ended(Call call, Object outcome, @Nullable Throwable thrown) {}

  /**
   * A failure that did not end the call, such as an error that a page reported. Called before
   * {@link #ended}.
   */
  default void survived(Call call, Throwable failure) {}

  /** Sends what is held back, before a platform freezes this process. */
  default void flush(Duration atMost) {}

  /** After the last call: sends what is held back, and ends. */
  default void close(Duration atMost) {}

  /**
   * One call. Its identity, not its content, tells it from another one.
   *
   * @param function e.g. {@code complete_tip}
   * @param module e.g. {@code complete-tip}
   * @param traceId 32 hex digits, as in the log line and in a problem document
   */
  record Call(String function, String module, String traceId) {}
}
