package oo.host.sql;

import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the database of {@code DATABASE_URL}.
 *
 * <p>They work behind a transaction pooler: no statement stays prepared at the server, because each
 * transaction may use another server connection. Without a pooler, {@code ?prepareThreshold=5} at
 * the end of the address makes the driver prepare frequent statements.
 */
public final class Postgres {
  private static final String THRESHOLD = "prepareThreshold=";

  private Postgres() {}

  /**
   * A data source without a pool. It verifies the server's certificate, whatever the address says,
   * unless {@code SITE_ORIGIN} is loopback.
   *
   * @param connectSeconds connect timeout
   * @throws MissingSetting when a setting is absent, or no address
   */
  public static PGSimpleDataSource dataSource(Settings settings, int connectSeconds) {
    String url =
        settings.required("DATABASE_URL", "Set it to jdbc:postgresql://HOST:PORT/DATABASE.");
    var source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      // Without the cause: it quotes the address, which may hold a password.
      throw new MissingSetting(
          "DATABASE_URL",
          "is no address of a database. Set it to jdbc:postgresql://HOST:PORT/DATABASE.");
    }
    source.setUser(settings.required("DATABASE_USER", "The role that owns oO's tables."));
    source.setPassword(settings.required("DATABASE_PASSWORD", "That role's password."));
    source.setConnectTimeout(connectSeconds);
    source.setApplicationName("oo");
    if (!url.contains(THRESHOLD)) {
      // 0 also covers begin and commit, which the driver otherwise prepares at once.
      source.setPrepareThreshold(0);
    }
    if (!settings.siteOrigin().loopback()) {
      source.setSslMode("verify-full");
    }
    return source;
  }
}
