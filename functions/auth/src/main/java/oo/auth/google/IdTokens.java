package oo.auth.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.CodeHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.AuthorizationCodeValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import oo.auth.google.SignInRefused.Blame;
import org.jspecify.annotations.Nullable;

/**
 * Believes an ID token only when it is for this sign-in (OpenID Connect Core 1.0, 3.1.3.7). Nimbus
 * checks signature, {@code typ}, {@code iss}, {@code aud}, {@code exp}, {@code iat} ahead and
 * {@code nonce}; this class checks what Nimbus does not.
 */
final class IdTokens {
  /** The one algorithm: Google's, and the one that every provider has (Core, 15.1). */
  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;

  /** How far a provider's clock may differ from ours. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  /** An attempt lives ten minutes, and its nonce is not older. */
  private static final Duration OLDEST = Duration.ofMinutes(10);

  /** Google's live one hour. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(1);

  /** In bits. A longer key makes one check take seconds. */
  private static final int SHORTEST_KEY = 2048;

  private static final int LONGEST_KEY = 8192;

  /** In bits; nearly every key has 65537. */
  private static final int LONGEST_EXPONENT = 64;

  private final GoogleSettings client;
  private final IDTokenValidator validator;

  IdTokens(GoogleSettings client, JWKSource<SecurityContext> keys) {
    this.client = client;
    var named = new JWSVerificationKeySelector<>(ALGORITHM, keys);
    this.validator =
        new IDTokenValidator(
            client.issuer(),
            client.id(),
            (header, context) -> only(named.selectJWSKeys(header, context)),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
  }

  /** A {@code kid} that is missing or doubled may not choose between keys (Core, 10.1). */
  private static List<Key> only(List<? extends Key> keys) {
    return keys.size() == 1 && keys.getFirst() instanceof RSAPublicKey key && sized(key)
        ? List.of(key)
        : List.of();
  }

  private static boolean sized(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= SHORTEST_KEY
        && bits <= LONGEST_KEY
        && key.getPublicExponent().bitLength() <= LONGEST_EXPONENT;
  }

  /**
   * The account that signed in.
   *
   * @param code that was redeemed for these tokens
   * @throws GoogleUnavailable when the keys cannot be read
   * @throws SignInRefused when a check fails
   */
  GoogleAccount account(OIDCTokens tokens, String code, Nonce nonce) {
    if (!(tokens.getIDToken() instanceof SignedJWT idToken)) {
      throw failed();
    }
    try {
      IDTokenClaimsSet claims = validator.validate(idToken, nonce);
      Map<String, Object> sent = idToken.getPayload().toJSONObject();
      require(understood(idToken.getHeader()));
      // Nimbus makes text of a number: two subjects would become one.
      require(sent.get("sub") instanceof String);
      requireParty(claims);
      requireTimes(claims);
      requireHashes(sent, tokens.getAccessToken(), code);
      return new GoogleAccount(
          claims.getIssuer().getValue(),
          claims.getSubject().getValue(),
          claims.getStringClaim("email"),
          Boolean.TRUE.equals(sent.get("email_verified")),
          claims.getStringClaim("name"));
    } catch (KeySourceException e) {
      throw new GoogleUnavailable("Its keys cannot be read.", e);
    } catch (BadJOSEException
        | JOSEException
        | InvalidHashException
        | ParseException
        | IllegalArgumentException e) {
      // Nimbus throws the last for malformed claims.
      throw failed();
    }
  }

  private static SignInRefused failed() {
    return new SignInRefused(Blame.OPERATOR, "Its ID token failed a check.");
  }

  private static void require(boolean right) {
    if (!right) {
      throw failed();
    }
  }

  /** oO knows no extension, and an empty list of them is malformed (RFC 7515, 4.1.11). */
  private static boolean understood(JWSHeader header) throws ParseException {
    return !JSONObjectUtils.parse(header.toBase64URL().decodeToString()).containsKey("crit");
  }

  /** Steps 4 and 5. */
  private void requireParty(IDTokenClaimsSet claims) {
    List<Audience> audience = claims.getAudience();
    var party = claims.getAuthorizedParty();
    boolean right =
        party == null ? audience.size() == 1 : party.getValue().equals(client.id().getValue());
    if (!right) {
      throw new SignInRefused(Blame.OPERATOR, "Its ID token is for another party.");
    }
  }

  private static void requireTimes(IDTokenClaimsSet claims) {
    Instant now = Instant.now();
    Instant issued = claims.getIssueTime().toInstant();
    Instant expires = claims.getExpirationTime().toInstant();
    Date notBefore = claims.getDateClaim("nbf");
    require(
        !issued.isBefore(now.minus(OLDEST).minus(SKEW))
            && issued.isBefore(expires)
            && !expires.isAfter(now.plus(LONGEST_LIFE))
            && (notBefore == null || !notBefore.toInstant().isAfter(now.plus(SKEW))));
  }

  /** Optional in the code flow, but wrong ones show that a token or a code was exchanged. */
  private static void requireHashes(
      Map<String, Object> sent, @Nullable AccessToken access, String code)
      throws InvalidHashException {
    if (sent.containsKey("at_hash")) {
      require(access != null && sent.get("at_hash") instanceof String);
      AccessTokenValidator.validate(
          access, ALGORITHM, new AccessTokenHash((String) sent.get("at_hash")));
    }
    if (sent.containsKey("c_hash")) {
      require(sent.get("c_hash") instanceof String);
      AuthorizationCodeValidator.validate(
          new AuthorizationCode(code), ALGORITHM, new CodeHash((String) sent.get("c_hash")));
    }
  }
}
