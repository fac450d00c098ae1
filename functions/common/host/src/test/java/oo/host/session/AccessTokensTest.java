package oo.host.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccessTokensTest {
  private static final Instant SOON = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  private static final SiteOrigin SITE = new SiteOrigin("https://oo.example");

  private final ECKey key = key();
  private final AccessTokens tokens =
      AccessTokens.from(
          new Settings(
              Map.of(
                  "SITE_ORIGIN",
                  SITE.value(),
                  "SESSION_PUBLIC_KEYS",
                  new JWKSet(List.of(key.toPublicJWK())).toString(false))));

  private final UserId user = new UserId(Uuid7.next());
  private final SessionId session = new SessionId(Uuid7.next());

  @Test
  void whatWasSignedIsRead() {
    assertThat(tokens.check(signed(key, user))).contains(token(user));
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
  void aTokenOfAnotherTypeIssuerOrAudienceIsRefused() {
    var good = AccessTokens.unsigned("1", SITE, token(user), SOON);
    Map<String, Object> claims = claims(good);
    assertThat(tokens.check(signed(key, jwt("at+jwt", claims)))).contains(token(user));

    for (String type : Arrays.asList(null, "", "JWT", "jwt", "logout+jwt", "at+jwt2", "jose")) {
      assertThat(tokens.check(signed(key, jwt(type, claims)))).as("type " + type).isEmpty();
    }
    for (String claim : claims.keySet()) {
      if (!claim.equals("iat")) {
        var without = new HashMap<>(claims);
        without.remove(claim);
        assertThat(tokens.check(signed(key, jwt("at+jwt", without)))).as("no " + claim).isEmpty();
      }
    }
    Map<String, List<Object>> wrong =
        Map.of(
            "iss",
            List.of("https://oo.example/", "https://OO.example", "https://evil.example", "", 1),
            "aud",
            List.of(
                "https://oo.example",
                "https://evil.example/api",
                List.of("https://oo.example/api", "https://evil.example/api"),
                List.of(),
                1),
            "sub",
            List.of("", "ada", 7, List.of(user.toString())),
            "sid",
            List.of("", "1", 7, List.of(session.toString())),
            "gen",
            List.of("x", "", List.of(7), true),
            "exp",
            List.of("soon", List.of()));
    wrong.forEach((claim, values) ->
        values.forEach(value -> {
          var changed = new HashMap<>(claims);
          changed.put(claim, value);
          assertThat(tokens.check(signed(key, jwt("at+jwt", changed))))
              .as(claim + " " + value)
              .isEmpty();
        }));
  }

  private static Map<String, Object> claims(SignedJWT jwt) {
    try {
      return jwt.getJWTClaimsSet().toJSONObject();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSObject jwt(@Nullable String type, Map<String, Object> claims) {
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1");
    if (type != null) {
      header.type(new JOSEObjectType(type));
    }
    return new JWSObject(header.build(), new Payload(claims));
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

  private AccessToken token(UserId owner) {
    return new AccessToken(owner, session, 7, SOON);
  }

  private String signed(ECKey by, UserId owner) {
    return signed(by, AccessTokens.unsigned("1", SITE, token(owner), SOON));
  }

  private static String signed(ECKey by, JWSObject jwt) {
    try {
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
