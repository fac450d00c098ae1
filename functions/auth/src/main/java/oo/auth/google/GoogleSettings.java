package oo.auth.google;

import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;

/**
 * oO's client registration at Google, and Google's addresses.
 *
 * @param issuer the only accepted issuer of ID tokens, exactly as its metadata spells it; also its
 *     address for browsers
 * @param backChannel the issuer's address for this server; the issuer itself unless configured
 * @param origins all origins on which the issuer's metadata may name an endpoint
 * @param redirectUri as registered with Google
 */
public record GoogleSettings(
    Issuer issuer,
    String backChannel,
    Set<String> origins,
    ClientID id,
    Secret secret,
    URI redirectUri) {
  /** The path that Google redirects the browser to. */
  public static final String CALLBACK = "/api/auth/google/callback";

  private static final String GOOGLE = "https://accounts.google.com";

  /** Hosts of the token endpoint and of the keys. */
  private static final String GOOGLES_HOSTS = "oauth2.googleapis.com,www.googleapis.com";

  public static GoogleSettings from(Settings settings) {
    SiteOrigin site = settings.siteOrigin();
    String issuer = settings.optional("GOOGLE_ISSUER").orElse(GOOGLE);
    requireBase("GOOGLE_ISSUER", issuer, site.loopback());
    String backChannel = settings.optional("GOOGLE_BACK_CHANNEL").orElse(issuer);
    requireBase("GOOGLE_BACK_CHANNEL", backChannel, site.loopback());
    String hosts =
        settings.optional("GOOGLE_HOSTS").orElse(issuer.equals(GOOGLE) ? GOOGLES_HOSTS : "");
    String how =
        "Make an OAuth client of the type Web application at"
            + " https://console.cloud.google.com/apis/credentials with the redirect URI "
            + site.at(CALLBACK)
            + ", and take its ";
    return new GoogleSettings(
        new Issuer(issuer),
        backChannel,
        Stream.concat(
                Stream.of(origin(URI.create(issuer)), origin(URI.create(backChannel))),
                origins(hosts))
            .collect(Collectors.toUnmodifiableSet()),
        new ClientID(settings.required("GOOGLE_CLIENT_ID", how + "client id.")),
        new Secret(settings.required("GOOGLE_CLIENT_SECRET", how + "client secret.")),
        URI.create(site.at(CALLBACK)));
  }

  /** The address by which this server reaches an address of the issuer. */
  URI overBackChannel(URI address) {
    String text = address.toString();
    boolean theirs = text.startsWith(issuer.getValue() + "/");
    return theirs ? URI.create(backChannel + text.substring(issuer.getValue().length())) : address;
  }

  /**
   * Whether oO sends a person or a secret there. The whole authority is compared, so another port
   * or a user name is refused too.
   */
  boolean isEndpoint(URI address) {
    return origins.contains(origin(address)) && address.getRawFragment() == null;
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static Stream<String> origins(String hosts) {
    return Stream.of(hosts.split(",", -1))
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .map(host -> {
          // The last label has a letter, so no address of a machine is one.
          if (!host.matches("([a-z0-9-]+\\.)+[a-z][a-z0-9-]*")) {
            throw new MissingSetting(
                "GOOGLE_HOSTS",
                "must be host names such as login.example.org, with commas between");
          }
          return "https://" + host;
        });
  }

  private static void requireBase(String name, String value, boolean loopback) {
    String expected =
        "must be an address without a slash, a query or a fragment at its end, https unless"
            + " SITE_ORIGIN is loopback";
    try {
      var uri = new URI(value);
      boolean secure = "https".equals(uri.getScheme());
      boolean plain = loopback && "http".equals(uri.getScheme());
      if (uri.getHost() == null
          || uri.getUserInfo() != null
          || value.endsWith("/")
          || uri.getQuery() != null
          || uri.getFragment() != null
          || !(secure || plain)) {
        throw new MissingSetting(name, expected);
      }
    } catch (URISyntaxException e) {
      throw new MissingSetting(name, expected);
    }
  }
}
