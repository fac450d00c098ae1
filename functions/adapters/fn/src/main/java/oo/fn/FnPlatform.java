package oo.fn;

import java.util.List;
import javax.sql.DataSource;
import oo.fn.protocol.MessageTable;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.TableObjectStore;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.health.Pulses;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.host.sql.EnvironmentConnection;
import org.jspecify.annotations.Nullable;

/**
 * One container: one connection to PostgreSQL, and no thread, as it is frozen between its calls. Fn
 * has no queue and no object store; both are tables that the server reads, in the same database.
 */
final class FnPlatform implements Platform {
  private @Nullable EnvironmentConnection connection;

  @Override
  public synchronized DataSource dataSource(Settings settings) {
    if (connection == null) {
      connection = EnvironmentConnection.from(settings);
    }
    return connection;
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return new MessageTable(new Database(dataSource(settings)));
  }

  @Override
  public ObjectStore objects(Settings settings) {
    return new TableObjectStore(new Database(dataSource(settings)), ObjectLinks.from(settings));
  }

  @Override
  public List<Probe> probes(Database database) {
    return List.of(new Pulses(database).consumers());
  }
}
