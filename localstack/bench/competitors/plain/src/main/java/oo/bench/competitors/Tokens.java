package oo.bench.competitors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Checks access tokens (ES256) by a public key set. */
final class Tokens {
  private final Map<String, JWSVerifier> verifiers = new HashMap<>();

  Tokens(String keySet) {
    try {
      for (JWK key : JWKSet.parse(keySet).getKeys()) {
        verifiers.put(key.getKeyID(), new ECDSAVerifier((ECKey) key));
      }
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("SESSION_PUBLIC_KEYS must be a JWK set of P-256 keys", e);
    }
  }

  Caller check(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      JWSVerifier verifier = verifiers.get(jwt.getHeader().getKeyID());
      if (verifier == null
          || !JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
          || !jwt.verify(verifier)) {
        throw new Refused(401, "no_session");
      }
      var claims = jwt.getJWTClaimsSet();
      return new Caller(
          UUID.fromString(claims.getSubject()),
          UUID.fromString(claims.getStringClaim("sid")),
          claims.getIntegerClaim("gen"),
          claims.getExpirationTime().toInstant());
    } catch (ParseException | JOSEException e) {
      throw new Refused(401, "no_session");
    }
  }
}
