package oo.host.sql;

import oo.host.base.Settings;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Plain connections to the database of {@code DATABASE_URL}, as every platform makes them.
 *
 * <p>They suit a transaction pooler: each transaction may be served by another server connection,
 * so no statement stays prepared at the server. Where nothing is in between, an address that ends
 * in {@code ?prepareThreshold=5} has the driver prepare what it runs often.
 */
public final class Postgres {
  private static final String THRESHOLD = "prepareThreshold=";

  private Postgres() {}

  /**
   * Without a pool. The server's certificate is checked unless {@code SITE_ORIGIN} is loopback,
   * whatever the address says.
   *
   * @param connectSeconds how long a server may take to be reached
   */
  public static PGSimpleDataSource dataSource(Settings settings, int connectSeconds) {
    String url =
        settings.required("DATABASE_URL", "Set it to jdbc:postgresql://HOST:PORT/DATABASE.");
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(settings.required("DATABASE_USER", "The role that owns oO's tables."));
    source.setPassword(settings.required("DATABASE_PASSWORD", "That role's password."));
    source.setConnectTimeout(connectSeconds);
    source.setApplicationName("oo");
    if (!url.contains(THRESHOLD)) {
      // 0 also for begin and commit, which the driver otherwise prepares at once.
      source.setPrepareThreshold(0);
    }
    if (!settings.siteOrigin().loopback()) {
      source.setSslMode("verify-full");
    }
    return source;
  }
}
