package oo.host;

import javax.sql.DataSource;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;

/** What differs between Lambda, Fn and one JVM. Making these opens no connection. */
public interface Platform {

  /** PostgreSQL, by {@code DATABASE_URL}, {@code DATABASE_USER} and {@code DATABASE_PASSWORD}. */
  DataSource dataSource(Settings settings);

  /** Sends hints. */
  MessageQueue queue(Settings settings);

  /** Stores exports. */
  ObjectStore objects(Settings settings);
}
