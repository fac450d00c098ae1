package oo.auth.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.session.KeySet;

/**
 * The private keys that sign access tokens: JWTs (RFC 7519) with ES256, which {@link AccessTokens}
 * verifies by the public halves. The first key signs new tokens.
 */
public final class SessionKeys {
  private static final String NAME = "SESSION_PRIVATE_KEYS";
  private static final String EXPECTED =
      "It is a JWK set (RFC 7517), as JSON or in base64, of private P-256 keys, each with a kid, the"
          + " newest first;"
          + " SESSION_PUBLIC_KEYS holds their public halves. ./oo keys prints new ones of both.";

  private final SiteOrigin site;
  private final List<Key> keys;

  private record Key(ECKey jwk, JWSSigner signer) {}

  private SessionKeys(SiteOrigin site, List<Key> keys) {
    this.site = site;
    this.keys = List.copyOf(keys);
  }

  public static SessionKeys from(Settings settings) {
    String text = settings.required(NAME, EXPECTED);
    var keys = new ArrayList<Key>();
    var ids = new HashSet<String>();
    try {
      for (JWK jwk : KeySet.parse(text)) {
        if (!(jwk instanceof ECKey ec)
            || !ec.isPrivate()
            || ec.getKeyID() == null
            || !Curve.P_256.equals(ec.getCurve())) {
          throw new MissingSetting(NAME, "holds something else. " + EXPECTED);
        }
        if (!ids.add(ec.getKeyID())) {
          throw new MissingSetting(NAME, "names key " + ec.getKeyID() + " twice. " + EXPECTED);
        }
        keys.add(new Key(ec, new ECDSASigner(ec)));
      }
      if (keys.isEmpty()) {
        throw new MissingSetting(NAME, "is empty. " + EXPECTED);
      }
      for (Key key : keys) {
        requireMatchingHalves(key);
      }
    } catch (ParseException | JOSEException e) {
      throw new MissingSetting(NAME, "is malformed. " + EXPECTED);
    }
    return new SessionKeys(settings.siteOrigin(), keys);
  }

  /** Refuses a private half with another key's public half: its tokens could not be verified. */
  private static void requireMatchingHalves(Key key) throws JOSEException {
    var header = new JWSHeader(JWSAlgorithm.ES256);
    byte[] input = "oo".getBytes(StandardCharsets.US_ASCII);
    boolean matching =
        new ECDSAVerifier(key.jwk().toPublicJWK())
            .verify(header, input, key.signer().sign(header, input));
    if (!matching) {
      throw new MissingSetting(
          NAME, "key " + key.jwk().getKeyID() + " has halves of two keys. " + EXPECTED);
    }
  }

  /**
   * @param now by the database's clock, as {@code expiresAt} of the token is
   */
  String mint(AccessToken token, Instant now) {
    return mint(keys.getFirst(), token, now);
  }

  private String mint(Key key, AccessToken token, Instant now) {
    SignedJWT jwt = AccessTokens.unsigned(key.jwk().getKeyID(), site, token, now);
    try {
      jwt.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  /** The ids of the keys whose tokens the public keys do not verify. */
  List<String> notVerifiedBy(AccessTokens publicKeys, AccessToken probe) {
    return keys.stream()
        .filter(key -> publicKeys.check(mint(key, probe, probe.expiresAt())).isEmpty())
        .map(key -> key.jwk().getKeyID())
        .toList();
  }
}
