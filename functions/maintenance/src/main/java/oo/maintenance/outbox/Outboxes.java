package oo.maintenance.outbox;

import java.util.List;
import java.util.function.Function;
import oo.host.health.Waiting;
import oo.host.sql.Database;
import oo.host.sql.Sql;
import oo.signals.connection.ConnectionStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.lifecycle.RevocationStore;
import oo.signals.mail.MailStore;
import oo.signals.outbox.EventOutbox;

/**
 * Every table in which work waits. One more is one line here: then {@code sweep_outbox} measures
 * it, and Prometheus, CloudWatch and the row of {@code pulse} for the health page have it.
 */
public final class Outboxes {
  private static final List<Function<Sql, Waiting>> ALL =
      List.of(
          new DeliveryStore()::waiting,
          new ConnectionStore()::waiting,
          new RevocationStore()::waiting,
          new MailStore()::waiting,
          EventOutbox::waiting);

  private Outboxes() {}

  static boolean readings(Waiting outbox) {
    return outbox.name().equals(ConnectionStore.READINGS);
  }

  /** One statement for each, whose work has a bound. */
  public static List<Waiting> measure(Database database) {
    return ALL.stream().map(database::statement).toList();
  }
}
