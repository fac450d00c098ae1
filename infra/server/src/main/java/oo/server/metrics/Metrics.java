package oo.server.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import oo.host.base.InvocationLog;
import oo.host.base.Lazy;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.sql.Database;
import oo.server.backup.LastBackup;
import oo.server.invoke.Watch;
import oo.template.Template;
import oo.template.Template.QueueResource;

/**
 * Serves metrics in Prometheus' text format at {@code METRICS_LISTEN} ({@code HOST:PORT}). The
 * public front has no route to this listener. It shows counts and times, and no personal data.
 */
public final class Metrics implements AutoCloseable {
  private static final String SETTING = "METRICS_LISTEN";
  private static final int MAX_PORT = 65_535;

  private final Counters counters;
  private final DatabaseGauges gauges;
  private final HTTPServer listener;

  private Metrics(Counters counters, DatabaseGauges gauges, HTTPServer listener) {
    this.counters = counters;
    this.gauges = gauges;
    this.listener = listener;
  }

  /**
   * Listening when it returns.
   *
   * @param source connections that no page waits for
   * @param disk of the server
   * @return empty without the setting
   * @throws MissingSetting when it is malformed, or another program has the port
   */
  public static Optional<Metrics> from(
      Settings settings,
      Template template,
      Supplier<DataSource> source,
      Probe disk,
      InvocationLog log) {
    boolean backedUp = LastBackup.expected(settings);
    return settings
        .optional(SETTING)
        .map(address -> at(address, template, source, disk, log, backedUp));
  }

  private static Metrics at(
      String address,
      Template template,
      Supplier<DataSource> source,
      Probe disk,
      InvocationLog log,
      boolean backedUp) {
    URI uri = parsed(address);
    var registry = new PrometheusRegistry();
    var counters = new Counters(registry, template.functions());
    var backlog =
        new Backlog(
            new Lazy<>(() -> new Database(source.get())),
            template.queues().stream()
                .filter(queue -> !queue.deadLetters().isEmpty())
                .collect(Collectors.toMap(QueueResource::id, QueueResource::deadLetters)),
            disk,
            backedUp);
    var gauges = new DatabaseGauges(backlog::read, log);
    registry.register(gauges);
    try {
      HTTPServer listener =
          HTTPServer.builder()
              .hostname(uri.getHost().replaceAll("[\\[\\]]", ""))
              .port(uri.getPort())
              .registry(registry)
              .buildAndStart();
      return new Metrics(counters, gauges, listener);
    } catch (IOException | IllegalArgumentException e) {
      gauges.close();
      throw new MissingSetting(
          SETTING,
          "cannot be listened on: "
              + address
              + ", as another program may have the port, or it is no address of this machine.");
    }
  }

  private static URI parsed(String address) {
    try {
      URI uri = URI.create("http://" + address);
      if (uri.getHost() != null
          && uri.getPort() >= 0
          && uri.getPort() <= MAX_PORT
          && uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw new MissingSetting(SETTING, "must be HOST:PORT, such as 127.0.0.1:9464");
  }

  public Watch watch() {
    return counters;
  }

  public int port() {
    return listener.getPort();
  }

  @Override
  public void close() {
    listener.close();
    gauges.close();
  }
}
