package oo.auth.google;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Google says about itself (OpenID Connect Discovery 1.0): asked when first needed, never at
 * start, and kept for an hour; older if Google does not answer then.
 */
public final class Discovery {
  private static final Duration FRESH = Duration.ofHours(1);

  /** After a failed renewal. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Duration KEYS_FRESH = Duration.ofMinutes(5);
  private static final Duration KEYS_WAIT = Duration.ofSeconds(10);
  private static final Duration KEYS_OUTAGE = Duration.ofHours(4);

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
   * @param tokenEndpoint as reached from here
   * @param keysAt where its keys are, as reached from here
   * @param idTokens refuses another issuer, audience, algorithm or key, and a token out of its time
   */
  record Provider(
      OIDCProviderMetadata metadata, URI tokenEndpoint, URI keysAt, IDTokenValidator idTokens) {}

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
      renewAt = nanos.getAsLong() + AGAIN.toNanos();
      return before;
    }
  }

  private Provider ask(@Nullable Provider before) {
    OIDCProviderMetadata metadata;
    try {
      String document =
          http.document(
              client.fromHere(
                  URI.create(client.issuer().getValue() + "/.well-known/openid-configuration")));
      metadata = OIDCProviderMetadata.parse(document);
    } catch (IOException e) {
      throw new GoogleUnavailable("Its discovery document cannot be read.", e);
    } catch (ParseException e) {
      throw new GoogleUnavailable("Its discovery document is not understood.", e);
    }
    if (!client.issuer().equals(metadata.getIssuer())) {
      throw new SignInRefused(
          SignInRefused.Blame.OPERATOR, "Its discovery document names another issuer.");
    }
    if (metadata.getAuthorizationEndpointURI() == null
        || metadata.getTokenEndpointURI() == null
        || metadata.getJWKSetURI() == null) {
      throw new GoogleUnavailable("Its discovery document lacks an endpoint.");
    }
    URI keysAt = client.fromHere(metadata.getJWKSetURI());
    IDTokenValidator idTokens =
        before != null && before.keysAt().equals(keysAt) ? before.idTokens() : idTokens(keysAt);
    return new Provider(
        metadata, client.fromHere(metadata.getTokenEndpointURI()), keysAt, idTokens);
  }

  /**
   * A key that is not known is asked for at once: only Google's own token endpoint hands us tokens,
   * so nobody can make us ask. Nothing is renewed in the background, where a function is frozen.
   */
  private IDTokenValidator idTokens(URI keysAt) {
    try {
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(keysAt.toURL(), http)
              .cache(KEYS_FRESH.toMillis(), KEYS_WAIT.toMillis())
              .refreshAheadCache(false)
              .rateLimited(false)
              .retrying(true)
              .outageTolerant(KEYS_OUTAGE.toMillis())
              .build();
      return new IDTokenValidator(
          client.issuer(),
          client.id(),
          new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys),
          null);
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new GoogleUnavailable("Its discovery document is not understood.", e);
    }
  }
}
