package oo.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import oo.host.base.InvocationLog;
import oo.server.invoke.Watch;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;

/**
 * What was done since the start. A series is there from the start, so that its first step is seen.
 */
final class Counters implements Watch {
  private static final double NANOS = 1e9;

  private final Counter requests;
  private final Histogram seconds;
  private final Counter runs;
  private final Counter busy;
  private final Counter tips;
  private final Counter limited;

  Counters(PrometheusRegistry registry, List<FunctionResource> functions) {
    requests =
        Counter.builder()
            .name("oo_requests_total")
            .help("Answered requests, by function and class of status.")
            .labelNames("function", "status")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("oo_request_seconds")
            .help("How long requests took, in seconds.")
            .labelNames("function")
            .classicOnly()
            .classicUpperBounds(.01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 10, 30)
            .register(registry);
    runs =
        Counter.builder()
            .name("oo_runs_total")
            .help("Messages and ticks, by function, and whether they ended well.")
            .labelNames("function", "outcome")
            .register(registry);
    busy =
        Counter.builder()
            .name("oo_busy_total")
            .help("Requests that were refused because their function had as many as it may.")
            .labelNames("function")
            .register(registry);
    tips =
        Counter.builder()
            .name("oo_tips_total")
            .help("Tips that were shown for the first time, done, or skipped.")
            .labelNames("what")
            .register(registry);
    limited =
        Counter.builder()
            .name("oo_limited_total")
            .help("Requests beyond a limit of limits.json, by class and scope.")
            .labelNames("limit")
            .register(registry);
    List.of("shown", "done", "skipped").forEach(tips::initLabelValues);
    functions.forEach(this::initialise);
  }

  private void initialise(FunctionResource function) {
    if (function.trigger() instanceof Route) {
      List.of("2xx", "3xx", "4xx", "5xx")
          .forEach(status -> requests.initLabelValues(function.name(), status));
      seconds.initLabelValues(function.name());
      busy.initLabelValues(function.name());
    } else {
      List.of("ok", "failed").forEach(outcome -> runs.initLabelValues(function.name(), outcome));
    }
  }

  @Override
  public void answered(String function, int status, long nanos) {
    requests.labelValues(function, status / 100 + "xx").inc();
    seconds.labelValues(function).observe(nanos / NANOS);
  }

  @Override
  public void ran(String function, boolean ok) {
    runs.labelValues(function, ok ? "ok" : "failed").inc();
  }

  @Override
  public void wrote(Map<String, Object> line) {
    if ("busy".equals(line.get("outcome"))) {
      busy.labelValues(String.valueOf(line.get("operation"))).inc();
    }
    // A tap whose commit failed has not happened.
    if (line.get("tip") instanceof String what && !InvocationLog.failed(line)) {
      tips.labelValues(what).inc();
    }
    if (line.get("limit") instanceof String limit) {
      limited.labelValues(limit).inc();
    }
  }
}
