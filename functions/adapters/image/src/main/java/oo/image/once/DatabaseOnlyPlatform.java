package oo.image.once;

import javax.sql.DataSource;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Postgres;

/**
 * PostgreSQL only. A hint cannot be sent: its work waits for the sweep of a deployment that has
 * queues. An export cannot be stored.
 */
final class DatabaseOnlyPlatform implements Platform {
  @Override
  public DataSource dataSource(Settings settings) {
    return Postgres.dataSource(settings, 5);
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return (queue, messages) -> {
      throw new IllegalStateException("There is no queue here");
    };
  }

  @Override
  public ObjectStore objects(Settings settings) {
    return ObjectStore.none();
  }
}
