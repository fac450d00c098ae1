package oo.host.once;

import javax.sql.DataSource;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL, and nothing else: a hint cannot be sent, which delays what it is about until the
 * sweep of a deployment that has queues, and an export cannot be kept.
 */
final class Alone implements Platform {
  @Override
  public DataSource dataSource(Settings settings) {
    var source = new PGSimpleDataSource();
    source.setUrl(
        settings.required("DATABASE_URL", "Set it to jdbc:postgresql://HOST:PORT/DATABASE."));
    source.setUser(settings.required("DATABASE_USER", "The role that owns oO's tables."));
    source.setPassword(settings.required("DATABASE_PASSWORD", "That role's password."));
    source.setConnectTimeout(5);
    if (!settings.siteOrigin().loopback()) {
      source.setSslMode("verify-full");
    }
    return source;
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return (queue, messages) -> {
      throw new IllegalStateException("There is no queue here");
    };
  }

  @Override
  public ObjectStore objects(Settings settings) {
    return (key, type, content, life) -> {
      throw new IllegalStateException("There is no object store here");
    };
  }
}
