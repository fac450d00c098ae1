package oo.connectcallback;

import java.net.URI;
import java.util.Base64;
import java.util.UUID;
import oo.connectors.Connector;
import oo.connectors.OauthAttempt;
import oo.connectors.Providers;
import oo.host.base.Secrets;
import oo.host.base.SiteOrigin;
import oo.host.base.Uuid7;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import org.jspecify.annotations.Nullable;

/** {@code begin_oauth}: begins an attempt, bound to the caller's session and the provider. */
final class BeginOauth {

  /**
   * @param cookie of this attempt; each attempt has another
   */
  record Begun(URI redirectUrl, Header cookie) {}

  /** An attempt that was begun before the last one may still add one. */
  private static final int MOST_CONNECTIONS = 20;

  private final Database database;
  private final OauthAttemptStore attempts;
  private final ConnectionStore connections;
  private final Providers providers;
  private final SiteOrigin site;

  BeginOauth(
      Database database,
      OauthAttemptStore attempts,
      ConnectionStore connections,
      Providers providers,
      SiteOrigin site) {
    this.database = database;
    this.attempts = attempts;
    this.connections = connections;
    this.providers = providers;
    this.site = site;
  }

  /**
   * @param renews the connection to renew; null for a new one
   */
  Begun begin(AccessToken caller, String provider, @Nullable ConnectionId renews) {
    UUID attempt = Uuid7.next();
    String state = AttemptKey.state(attempt, Secrets.random());
    String cookie = Secrets.random();
    String verifier = Secrets.random();
    Connector connector =
        database.transaction(tx -> {
          caller.requireLive(tx);
          Connector found = connector(provider);
          if (renews != null) {
            requireOwn(tx, new ConnectionRef(caller.user(), renews), provider);
          } else if (connections.of(tx, caller.user()).size() >= MOST_CONNECTIONS) {
            throw Refused.conflict(
                "too_many_connections",
                "You have "
                    + MOST_CONNECTIONS
                    + " connections. Disconnect one, then connect again.");
          }
          attempts.put(
              tx,
              caller.user(),
              attempt,
              caller.session(),
              provider,
              renews,
              Secrets.hash(cookie),
              Secrets.hash(state),
              verifier);
          return found;
        });
    URI redirectUrl =
        connector.beginOauth(
            new OauthAttempt(
                state, challenge(verifier), URI.create(site.at(AttemptKey.path(provider)))));
    return new Begun(redirectUrl, AttemptKey.cookie(caller.user(), attempt, cookie));
  }

  /** The S256 challenge of a PKCE verifier (RFC 7636, 4.2). */
  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.hash(verifier));
  }

  private Connector connector(String id) {
    var provider =
        providers
            .find(id)
            .orElseThrow(() -> Refused.notFound("provider_unknown", "oO has no such provider."));
    return providers
        .connector(id)
        .orElseThrow(() ->
            new Refused(
                503,
                "provider_not_configured",
                provider.name()
                    + " is not set up here yet. The operator must register oO at "
                    + provider.name()
                    + " and set "
                    + providers.enabledBy(provider)
                    + "."));
  }

  private void requireOwn(Transaction tx, ConnectionRef ref, String provider) {
    boolean own =
        connections
            .find(tx, ref)
            .filter(connection -> connection.state() != Connection.State.ENDED)
            .filter(connection -> connection.provider().equals(provider))
            .isPresent();
    if (!own) {
      throw Refused.notFound(
          "connection_unknown", "There is no such connection to renew. Connect it as a new one.");
    }
  }
}
