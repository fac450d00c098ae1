package oo.host.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import org.junit.jupiter.api.Test;

final class AccessTokensTest {
  private static final Instant SOON = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  private final ECKey key = key();
  private final AccessTokens tokens =
      AccessTokens.from(
          new Settings(
              Map.of(
                  "SESSION_PUBLIC_KEYS", new JWKSet(List.of(key.toPublicJWK())).toString(false))));

  private final UserId user = new UserId(Uuid7.next());
  private final SessionId session = new SessionId(Uuid7.next());

  @Test
  void whatWasSignedIsRead() {
    assertThat(tokens.check(signed(key, user))).contains(new AccessToken(user, session, SOON));
  }

  @Test
  void theSameTokenIsCheckedOnce() {
    String token = signed(key, user);

    AccessToken first = tokens.check(token).orElseThrow();

    assertThat(tokens.check(token).orElseThrow()).isSameAs(first);
  }

  @Test
  void aTokenThatWasGoodVouchesForNoOther() {
    String good = signed(key, user);
    String other = signed(key(), new UserId(Uuid7.next()));
    assertThat(tokens.check(good)).isPresent();

    String swapped = part(good, 0) + "." + part(other, 1) + "." + part(good, 2);
    String cut = good.substring(0, good.length() - 1);

    assertThat(tokens.check(swapped)).isEmpty();
    assertThat(tokens.check(other)).isEmpty();
    assertThat(tokens.check(cut)).isEmpty();
    assertThat(tokens.check(good)).isPresent();
  }

  @Test
  void whatIsRefusedIsRefusedAgain() {
    String foreign = signed(key(), user);

    assertThat(tokens.check(foreign)).isEmpty();
    assertThat(tokens.check(foreign)).isEmpty();
    assertThat(tokens.check("")).isEmpty();
    assertThat(tokens.check("a.b.c")).isEmpty();
  }

  @Test
  void everyOneOfManyIsItsOwner() {
    for (int i = 0; i < 1_100; i++) {
      var owner = new UserId(UUID.randomUUID());
      assertThat(tokens.check(signed(key, owner)).orElseThrow().user()).isEqualTo(owner);
    }
  }

  @Test
  void primingCachesNoToken() {
    tokens.prime();

    assertThat(tokens.check(signed(key, user))).isPresent();
    assertThat(tokens.check(signed(key(), user))).isEmpty();
  }

  private static String part(String token, int number) {
    return token.split("\\.")[number];
  }

  private String signed(ECKey by, UserId owner) {
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build(),
              new JWTClaimsSet.Builder()
                  .subject(owner.toString())
                  .claim(AccessTokens.SESSION_CLAIM, session.value().toString())
                  .expirationTime(Date.from(SOON))
                  .build());
      jwt.sign(new ECDSASigner(by));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
