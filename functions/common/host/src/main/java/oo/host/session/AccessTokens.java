package oo.host.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.LruMap;
import oo.host.base.MissingSetting;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;

/**
 * Verifies access tokens (JWT, ES256) by a public key set. Only {@code auth} can make them.
 *
 * <p>The last thousand valid tokens are cached, because a page sends the same token for minutes and
 * signature checks are slow on Lambda (docs/performance.md). Keys never change within a process.
 * The database checks expiry and session each time ({@link AccessToken#requireLive}).
 */
public final class AccessTokens {
  private static final int CACHED = 1_000;
  private static final int SIGNATURE_BYTES = 64;

  /** The type of an access token (RFC 9068, 2.1). */
  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  private static final String SESSION_CLAIM = "sid";
  private static final String GENERATION_CLAIM = "gen";

  private final SiteOrigin site;
  private final Map<String, JWSVerifier> verifiers;
  private final Map<String, AccessToken> cache = LruMap.ofAtMost(CACHED);

  private AccessTokens(SiteOrigin site, Map<String, JWSVerifier> verifiers) {
    this.site = site;
    this.verifiers = verifiers;
  }

  /**
   * By {@code SESSION_PUBLIC_KEYS}: a {@link KeySet} of P-256 keys with {@code kid}, public halves
   * only; for tokens of {@code SITE_ORIGIN}.
   */
  public static AccessTokens from(Settings settings) {
    String name = "SESSION_PUBLIC_KEYS";
    String text =
        settings.required(name, "It is the public half of auth's SESSION_PRIVATE_KEYS, a JWK set.");
    var verifiers = new HashMap<String, JWSVerifier>();
    try {
      for (JWK key : KeySet.parse(text)) {
        if (!(key instanceof ECKey ec)
            || key.isPrivate()
            || key.getKeyID() == null
            || !Curve.P_256.equals(ec.getCurve())) {
          throw new MissingSetting(
              name, "must hold public P-256 keys with a kid, and nothing else");
        }
        verifiers.put(ec.getKeyID(), new ECDSAVerifier(ec));
      }
    } catch (ParseException | JOSEException e) {
      throw new MissingSetting(name, "must be a JWK set (RFC 7517), as JSON or in base64");
    }
    if (verifiers.isEmpty()) {
      throw new MissingSetting(name, "must hold at least one key");
    }
    return new AccessTokens(settings.siteOrigin(), verifiers);
  }

  /**
   * A token before it is signed. Its type keeps every other JWT of the same keys out; issuer and
   * audience keep out another site's, also when both have the same keys.
   */
  public static SignedJWT unsigned(
      String kid, SiteOrigin site, AccessToken token, Instant issuedAt) {
    return new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(kid).build(),
        new JWTClaimsSet.Builder()
            .issuer(site.value())
            .audience(audience(site))
            .subject(token.user().toString())
            .claim(SESSION_CLAIM, token.session().toString())
            .claim(GENERATION_CLAIM, token.generation())
            .issueTime(Date.from(issuedAt))
            .expirationTime(Date.from(token.expiresAt()))
            .build());
  }

  private static String audience(SiteOrigin site) {
    return site.at("/api");
  }

  /**
   * The token, when one of the keys signed it, it is an access token of this site, and it names
   * user, session, generation and expiry. Expiry is not checked here.
   */
  public Optional<AccessToken> check(String serialized) {
    AccessToken cached = cache.get(serialized);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<AccessToken> checked = verified(serialized);
    checked.ifPresent(token -> cache.put(serialized, token));
    return checked;
  }

  /**
   * Warms up {@link #check} with an invalid token: the first check in a new JVM on Lambda takes 120
   * ms.
   */
  public void prime() {
    String kid = verifiers.keySet().iterator().next();
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build();
    var signature = new byte[SIGNATURE_BYTES];
    Arrays.fill(signature, (byte) 1); // Both numbers are in range, so the curve is computed.
    check(header.toBase64URL() + "." + Base64URL.encode("{}") + "." + Base64URL.encode(signature));
  }

  private Optional<AccessToken> verified(String serialized) {
    try {
      var jwt = SignedJWT.parse(serialized);
      String kid = jwt.getHeader().getKeyID();
      JWSVerifier verifier = kid == null ? null : verifiers.get(kid);
      if (verifier == null
          || !JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
          || !TYPE.equals(jwt.getHeader().getType())
          || !jwt.verify(verifier)) {
        return Optional.empty();
      }
      var claims = jwt.getJWTClaimsSet();
      if (!site.value().equals(claims.getIssuer())
          || !List.of(audience(site)).equals(claims.getAudience())) {
        return Optional.empty();
      }
      return Optional.of(
          new AccessToken(
              new UserId(UUID.fromString(claims.getSubject())),
              new SessionId(UUID.fromString(claims.getStringClaim(SESSION_CLAIM))),
              claims.getIntegerClaim(GENERATION_CLAIM),
              claims.getExpirationTime().toInstant()));
    } catch (ParseException | JOSEException | IllegalArgumentException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
