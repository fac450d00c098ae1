package oo.maintenance.events;

import io.nats.client.Options;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import oo.host.base.MissingSetting;
import oo.host.base.Percent;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is, and how to sign in there: {@code NATS_URL} and {@code NATS_CREDS}. It quotes
 * neither in an exception. Off loopback it requires TLS with a certificate of the host's name.
 */
public final class NatsAddress {
  private static final Set<String> SCHEMES = Set.of("nats", "tls");
  private static final String EXPECTED =
      "must be nats://HOST:PORT or tls://HOST:PORT, or several with commas between; USER:PASSWORD@ or TOKEN@ may come before the host";

  private final List<String> servers;
  private final @Nullable String userInfo;
  private final @Nullable UserCredentials credentials;
  private final boolean tls;

  private NatsAddress(List<URI> uris, @Nullable UserCredentials credentials) {
    // Without credentials: the client's exceptions have the address.
    this.servers =
        uris.stream()
            .map(uri ->
                uri.getScheme()
                    + "://"
                    + uri.getHost()
                    + ":"
                    + (uri.getPort() < 0 ? 4222 : uri.getPort()))
            .toList();
    this.userInfo = uris.getFirst().getRawUserInfo();
    this.tls = uris.getFirst().getScheme().equals("tls");
    this.credentials = credentials;
  }

  /**
   * Empty without {@code NATS_URL}.
   *
   * @throws MissingSetting when a setting is malformed
   */
  public static Optional<NatsAddress> from(Settings settings) {
    boolean plain = settings.optional("SITE_ORIGIN").isEmpty() || settings.siteOrigin().loopback();
    Optional<UserCredentials> credentials =
        settings.optional("NATS_CREDS").map(UserCredentials::parse);
    return settings
        .optional("NATS_URL")
        .map(value -> new NatsAddress(uris(value, plain), credentials.orElse(null)));
  }

  private static List<URI> uris(String value, boolean plain) {
    var uris = new ArrayList<URI>();
    for (String part : value.split(",", -1)) {
      try {
        var uri = new URI(part.strip());
        boolean shape =
            uri.getScheme() != null
                && SCHEMES.contains(uri.getScheme())
                && uri.getHost() != null
                && (uri.getRawPath() == null || uri.getRawPath().matches("/?"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uris.isEmpty() || uris.getFirst().getScheme().equals(uri.getScheme()));
        if (!shape) {
          throw new MissingSetting("NATS_URL", EXPECTED);
        }
        if (!plain && !uri.getScheme().equals("tls")) {
          throw new MissingSetting("NATS_URL", "must be tls:// unless the site is loopback");
        }
        uris.add(uri);
      } catch (URISyntaxException e) {
        throw new MissingSetting("NATS_URL", EXPECTED);
      }
    }
    return uris;
  }

  /** The client's options for it. */
  Options.Builder options() {
    Options.Builder options = new Options.Builder().servers(servers.toArray(String[]::new));
    if (tls) {
      options.sslContext(VerifiedTls.context());
    }
    if (credentials != null) {
      options.authHandler(credentials);
    } else if (userInfo != null) {
      int colon = userInfo.indexOf(':');
      if (colon < 0) {
        options.token(Percent.decoded(userInfo).toCharArray());
      } else {
        options.userInfo(
            Percent.decoded(userInfo.substring(0, colon)),
            Percent.decoded(userInfo.substring(colon + 1)));
      }
    }
    return options;
  }
}
