package oo.telemetry.errors;

import java.time.Duration;
import java.util.Optional;
import oo.host.base.InvocationListener;
import oo.host.base.Settings;
import oo.host.http.Refused;
import oo.host.session.InvalidSession;
import org.jspecify.annotations.Nullable;

/**
 * Reports failures to Sentry when {@code SENTRY_DSN} is set: what a function threw unexpectedly,
 * and what a call survived, such as an error of a page. A refusal is not reported, nor what a
 * function itself expects and answers, such as an outage of a provider: its log line has the
 * reason.
 */
public final class ErrorReports implements InvocationListener {
  // Its class, and the SDK with it, is loaded when it is made.
  private @Nullable SentryReports reports;

  @Override
  public boolean start(Settings settings) {
    Optional<String> dsn = settings.optional("SENTRY_DSN");
    String release = settings.optional("SENTRY_RELEASE").orElse("unknown");
    if (reports == null) {
      dsn.ifPresent(to -> reports = SentryReports.to(to, release));
    }
    return reports != null;
  }

  @Override
  public void ended(Call call, Object outcome, @Nullable Throwable thrown) {
    if (thrown != null && !(thrown instanceof Refused) && !(thrown instanceof InvalidSession)) {
      survived(call, thrown);
    }
  }

  @Override
  public void survived(Call call, Throwable failure) {
    if (reports != null) {
      reports.send(call, failure);
    }
  }

  @Override
  public void flush(Duration atMost) {
    if (reports != null) {
      reports.flush(atMost);
    }
  }

  @Override
  public void close(Duration atMost) {
    if (reports != null) {
      reports.close(atMost);
    }
  }
}
