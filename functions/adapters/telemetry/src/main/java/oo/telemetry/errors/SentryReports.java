package oo.telemetry.errors;

import io.sentry.SentryClient;
import io.sentry.SentryOptions;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import oo.host.base.InvocationListener.Call;
import oo.host.base.MissingSetting;
import oo.host.base.PageError;

/**
 * Sends scrubbed reports from a thread of the SDK. A call never waits for it: beyond 30 unsent
 * reports, reports are dropped. The SDK's hub, with its hooks and its breadcrumbs, is not used: a
 * report has what {@link Report} says and nothing else.
 */
final class SentryReports {
  private static final int QUEUED = 30;
  private static final Duration CONNECTING = Duration.ofSeconds(2);
  private static final Duration READING = Duration.ofSeconds(5);

  /** After a flush that was not done in time, none waits for so long. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final SentryOptions options;
  private final String release;
  private final SentryClient client;
  private final Sampler functions;
  // Anyone can send a page's error: a flood of them hides no failure of a function.
  private final Sampler pages;
  private volatile boolean unsent;
  private volatile long pausedUntil = System.nanoTime();

  private SentryReports(SentryOptions options, String release, LongSupplier nanoTime) {
    this.options = options;
    this.release = release;
    this.client = new SentryClient(options);
    this.functions = new Sampler(30, nanoTime);
    this.pages = new Sampler(10, nanoTime);
  }

  /**
   * @throws MissingSetting when the address is malformed
   */
  static SentryReports to(String dsn, String release) {
    return to(dsn, release, System::nanoTime);
  }

  static SentryReports to(String dsn, String release, LongSupplier nanoTime) {
    var options = new SentryOptions();
    options.setDsn(checked(dsn));
    options.setMaxQueueSize(QUEUED);
    options.setConnectionTimeoutMillis((int) CONNECTING.toMillis());
    options.setReadTimeoutMillis((int) READING.toMillis());
    // They add threads, the host's name and a user with an address.
    options.getEventProcessors().clear();
    options.setSendClientReports(false);
    options.setEnableAutoSessionTracking(false);
    options.setEnableUncaughtExceptionHandler(false);
    options.setEnableShutdownHook(false);
    return new SentryReports(options, release, nanoTime);
  }

  private static String checked(String dsn) {
    try {
      URI address = URI.create(dsn.strip());
      if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
          && address.getHost() != null
          && address.getUserInfo() != null
          && address.getQuery() == null
          && address.getPath().matches("(/[\\w-]+)*/\\d+")) {
        return dsn.strip();
      }
    } catch (IllegalArgumentException e) {
      // Its message quotes the value.
    }
    throw new MissingSetting(
        "SENTRY_DSN", "must be a DSN of Sentry, such as https://KEY@sentry.example/42");
  }

  void send(Call call, Throwable failure) {
    Sampler sampler = failure instanceof PageError ? pages : functions;
    if (sampler.admits(call.function() + " " + Report.kind(failure))) {
      unsent = true;
      client.captureEvent(Report.of(call, failure, release));
    }
  }

  /** Returns at once when there is nothing to send. */
  void flush(Duration atMost) {
    long from = System.nanoTime();
    if (!unsent || from - pausedUntil < 0) {
      return;
    }
    unsent = false;
    client.flush(atMost.toMillis());
    if (System.nanoTime() - from >= atMost.toNanos()) {
      pausedUntil = System.nanoTime() + PAUSE.toNanos();
    }
  }

  void close(Duration atMost) {
    // The SDK waits twice.
    options.setShutdownTimeoutMillis(atMost.toMillis() / 2);
    options.setFlushTimeoutMillis(atMost.toMillis() / 2);
    client.close();
  }
}
