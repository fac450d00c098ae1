package oo.server.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import oo.host.base.Lazy;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.SchemaLevel;
import oo.host.health.Waiting;
import oo.host.sql.Database;
import oo.maintenance.outbox.Outboxes;
import oo.server.backup.LastBackup;
import oo.server.queue.QueueSchema;
import oo.signals.connection.ConnectionStore;
import org.jspecify.annotations.Nullable;

/** What waits in the database: rows, messages, dead letters, and since when schedules ran. */
final class Backlog {
  private final Lazy<Database> lazily;
  private final Map<String, String> queues;
  private final Probe disk;
  private final boolean backedUp;
  private @Nullable Probe writes;

  /**
   * @param queues each queue of a function with that of its dead letters
   * @param disk of the server
   * @param backedUp whether backups are made here
   */
  Backlog(Lazy<Database> database, Map<String, String> queues, Probe disk, boolean backedUp) {
    this.lazily = database;
    this.disk = disk;
    this.queues = Map.copyOf(queues);
    this.backedUp = backedUp;
  }

  MetricSnapshots read() {
    Database database = lazily.get();
    Probe writing = writes == null ? Probes.writing(database) : writes;
    writes = writing;
    List<Waiting> outboxes = Outboxes.measure(database);
    Map<String, Waiting> messages =
        database.statement(db ->
            QueueSchema.waiting(
                db, Stream.concat(queues.keySet().stream(), queues.values().stream()).toList()));
    List<Waiting> waiting =
        queues.keySet().stream().sorted().map(messages::get).filter(Objects::nonNull).toList();
    long toRenew = database.statement(new ConnectionStore()::toRenew);
    Map<String, Double> ran = database.statement(QueueSchema::ranAt);
    int missing = Math.max(0, SchemaLevel.NEWEST - database.statement(SchemaLevel::of));
    List<Double> backups =
        backedUp ? List.of(database.<Double>statement(LastBackup::at)) : List.of();
    return MetricSnapshots.of(
        takes("oo_database_takes_writes", "Whether the database takes writes.", writing),
        takes("oo_disk_takes_files", "Whether the server's own disk takes files.", disk),
        gauge(
            "oo_backup_timestamp_seconds",
            "When the last backup was made; before the first, when the schema was.",
            backups,
            each -> Labels.EMPTY,
            each -> each),
        gauge(
            "oo_schema_missing",
            "Migrations that this version needs and the database lacks.",
            List.of(missing),
            each -> Labels.EMPTY,
            each -> each),
        gauge(
            "oo_outbox_rows", "Rows that wait.", "outbox", outboxes, Waiting::name, Waiting::rows),
        gauge(
            "oo_outbox_oldest_seconds",
            "How long the oldest row has waited.",
            "outbox",
            outboxes,
            Waiting::name,
            each -> seconds(each.oldest())),
        gauge(
            "oo_outbox_late_seconds",
            "For how long a row has been due.",
            "outbox",
            outboxes,
            Waiting::name,
            each -> seconds(each.late())),
        gauge(
            "oo_queue_messages",
            "Messages that wait or are being served.",
            "queue",
            waiting,
            Waiting::name,
            Waiting::rows),
        gauge(
            "oo_queue_oldest_seconds",
            "How long ago the oldest message was sent.",
            "queue",
            waiting,
            Waiting::name,
            each -> seconds(each.oldest())),
        gauge(
            "oo_dead_letters",
            "Messages that were given up on, by the queue that they were in.",
            "queue",
            queues.entrySet(),
            Map.Entry::getKey,
            each -> rows(messages.get(each.getValue()))),
        gauge(
            "oo_reconnects_needed",
            "Connections that ask their person to renew them.",
            List.of(toRenew),
            each -> Labels.EMPTY,
            each -> each),
        gauge(
            "oo_schedule_ran_timestamp_seconds",
            "When a schedule's function last ended, failed or not.",
            "function",
            ran.entrySet(),
            Map.Entry::getKey,
            Map.Entry::getValue));
  }

  private static GaugeSnapshot takes(String name, String help, Probe probe) {
    return gauge(
        name, help, List.of(probe), each -> Labels.EMPTY, each -> each.check().ok() ? 1 : 0);
  }

  private static double rows(@Nullable Waiting queue) {
    return queue == null ? 0 : queue.rows();
  }

  private static double seconds(@Nullable Duration age) {
    return age == null ? 0 : age.toMillis() / 1_000.0;
  }

  private static <T> GaugeSnapshot gauge(
      String name,
      String help,
      String label,
      Iterable<T> each,
      Function<T, String> labelled,
      ToDoubleFunction<T> value) {
    return gauge(name, help, each, one -> Labels.of(label, labelled.apply(one)), value);
  }

  private static <T> GaugeSnapshot gauge(
      String name,
      String help,
      Iterable<T> each,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    each.forEach(one ->
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels.apply(one))
                .value(value.applyAsDouble(one))
                .build()));
    return gauge.build();
  }
}
