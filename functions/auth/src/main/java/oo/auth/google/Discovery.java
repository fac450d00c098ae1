package oo.auth.google;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;

/**
 * Google's OpenID provider metadata (OpenID Connect Discovery 1.0). It is read at first use, not at
 * start, and cached for an hour; longer while Google does not answer. A document that fails a check
 * does not replace a good one; health and the log say so.
 */
public final class Discovery {
  private static final Duration FRESH = Duration.ofHours(1);

  /** Time to the next try after a failed renewal. */
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private static final Duration KEYS_FRESH = Duration.ofMinutes(5);
  private static final Duration KEYS_WAIT = Duration.ofSeconds(10);
  private static final Duration KEYS_OUTAGE = Duration.ofHours(4);

  /** Google has two or three. */
  private static final int MAX_KEYS = 32;

  private final GoogleSettings client;
  private final GoogleHttp http;
  private final GoogleCalls calls;
  private final LongSupplier nanos;

  private volatile @Nullable Provider known;
  private volatile long renewAt;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public Discovery(GoogleSettings client, GoogleHttp http, GoogleCalls calls, LongSupplier nanos) {
    this.client = client;
    this.http = http;
    this.calls = calls;
    this.nanos = nanos;
  }

  /**
   * @param tokenEndpoint by the back channel
   * @param keysAt address of the keys, by the back channel
   */
  record Provider(
      OIDCProviderMetadata metadata, URI tokenEndpoint, URI keysAt, IdTokens idTokens) {}

  Provider provider() {
    Provider before = known;
    if (before != null && nanos.getAsLong() - renewAt < 0) {
      return before;
    }
    try {
      Provider now = ask(before);
      known = now;
      renewAt = nanos.getAsLong() + FRESH.toNanos();
      calls.went(true, "It answered.");
      return now;
    } catch (GoogleUnavailable | SignInRefused e) {
      calls.went(false, String.valueOf(e.getMessage()));
      if (before == null) {
        throw e;
      }
      Invocation.note("discovery_kept", String.valueOf(e.getMessage()));
      renewAt = nanos.getAsLong() + RETRY_AFTER.toNanos();
      return before;
    }
  }

  private Provider ask(@Nullable Provider before) {
    OIDCProviderMetadata metadata;
    try {
      metadata =
          checked(
              client,
              http.document(
                  client.overBackChannel(
                      URI.create(
                          client.issuer().getValue() + "/.well-known/openid-configuration"))));
    } catch (IOException e) {
      throw new GoogleUnavailable("Its discovery document cannot be read.", e);
    }
    URI keysAt = client.overBackChannel(metadata.getJWKSetURI());
    IdTokens idTokens =
        before != null && before.keysAt().equals(keysAt) ? before.idTokens() : idTokens(keysAt);
    return new Provider(
        metadata, client.overBackChannel(metadata.getTokenEndpointURI()), keysAt, idTokens);
  }

  /**
   * What a discovery document says.
   *
   * @throws GoogleUnavailable when it is none
   * @throws SignInRefused when it is of another issuer, or names an endpoint elsewhere
   */
  static OIDCProviderMetadata checked(GoogleSettings client, String document) {
    OIDCProviderMetadata metadata;
    try {
      metadata = OIDCProviderMetadata.parse(document);
    } catch (ParseException | IllegalArgumentException e) {
      throw new GoogleUnavailable("Its discovery document is not understood.", e);
    }
    if (!client.issuer().equals(metadata.getIssuer())) {
      throw new SignInRefused(
          SignInRefused.Blame.OPERATOR, "Its discovery document names another issuer.");
    }
    for (URI endpoint :
        Arrays.asList(
            metadata.getAuthorizationEndpointURI(),
            metadata.getTokenEndpointURI(),
            metadata.getJWKSetURI())) {
      if (endpoint == null) {
        throw new GoogleUnavailable("Its discovery document lacks an endpoint.");
      }
      if (!client.isEndpoint(endpoint)) {
        throw new SignInRefused(
            SignInRefused.Blame.OPERATOR,
            "Its discovery document names an endpoint on another host; GOOGLE_HOSTS has the"
                + " expected ones.");
      }
    }
    return metadata;
  }

  /**
   * An unknown key is fetched at once, without a rate limit: tokens come from Google's token
   * endpoint only, so a caller cannot cause fetches. There is no refresh in the background, because
   * a function is frozen between calls.
   */
  private IdTokens idTokens(URI keysAt) {
    try {
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(keysAt.toURL(), this::keys)
              .cache(KEYS_FRESH.toMillis(), KEYS_WAIT.toMillis())
              .refreshAheadCache(false)
              .rateLimited(false)
              .retrying(true)
              .outageTolerant(KEYS_OUTAGE.toMillis())
              .build();
      return new IdTokens(client, keys);
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new GoogleUnavailable("Its discovery document is not understood.", e);
    }
  }

  private Resource keys(URL address) throws IOException {
    Resource read = http.retrieveResource(address);
    try {
      if (JWKSet.parse(read.getContent()).size() > MAX_KEYS) {
        throw new IOException("More than " + MAX_KEYS + " keys");
      }
    } catch (java.text.ParseException e) {
      throw new IOException("Malformed keys");
    }
    return read;
  }
}
