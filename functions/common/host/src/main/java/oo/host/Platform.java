package oo.host;

import java.util.List;
import javax.sql.DataSource;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;

/** What differs between Lambda, Fn and one JVM. Making these opens no connection. */
public interface Platform {

  /** PostgreSQL, by {@code DATABASE_URL}, {@code DATABASE_USER} and {@code DATABASE_PASSWORD}. */
  DataSource dataSource(Settings settings);

  /** Sends hints. */
  MessageQueue queue(Settings settings);

  /** Stores exports. */
  ObjectStore objects(Settings settings);

  /** Checks of what only this platform has, for the health of {@code auth}. */
  default List<Probe> probes(Database database) {
    return List.of();
  }
}
