package oo.host;

import javax.sql.DataSource;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;

/**
 * What differs between Lambda, Fn and one local JVM. Each is made once a process and nothing
 * connects yet.
 */
public interface Platform {

  /** PostgreSQL, by {@code DATABASE_URL}, {@code DATABASE_USER} and {@code DATABASE_PASSWORD}. */
  DataSource dataSource(Settings settings);

  MessageQueue queue(Settings settings);

  ObjectStore objects(Settings settings);
}
