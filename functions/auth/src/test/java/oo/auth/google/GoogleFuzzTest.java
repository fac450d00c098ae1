package oo.auth.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Map;
import oo.host.base.Settings;

/** A provider that lies is refused or unavailable, and never an error of oO. */
final class GoogleFuzzTest {
  private static final GoogleSettings CLIENT =
      GoogleSettings.from(
          new Settings(
              Map.of(
                  "SITE_ORIGIN", "https://oo.example",
                  "GOOGLE_CLIENT_ID", "id",
                  "GOOGLE_CLIENT_SECRET", "secret")));
  private static final RSAKey KEY = key();
  private static final IdTokens TOKENS =
      new IdTokens(CLIENT, new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())));

  /** A header, a line's end and claims, signed by the right key. */
  @FuzzTest
  void idToken(byte[] input) throws GeneralSecurityException, JOSEException {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String header = end < 0 ? "{\"alg\":\"RS256\",\"kid\":\"k\"}" : text.substring(0, end);
    String signed = Base64URL.encode(header) + "." + Base64URL.encode(text.substring(end + 1));
    var rs256 = Signature.getInstance("SHA256withRSA");
    rs256.initSign(KEY.toPrivateKey());
    rs256.update(signed.getBytes(StandardCharsets.US_ASCII));
    try {
      var token = JWTParser.parse(signed + "." + Base64URL.encode(rs256.sign()));
      GoogleAccount account =
          TOKENS.account(
              new OIDCTokens(token, new BearerAccessToken("access"), null),
              "code",
              new Nonce("nonce"));
      assertThat(account.subject()).matches("[!-~]{1,255}");
      assertThat(account.issuer()).isEqualTo("https://accounts.google.com");
    } catch (java.text.ParseException | SignInRefused | GoogleUnavailable e) {
      // Not believed.
    }
  }

  @FuzzTest
  void tokenAnswer(byte[] input) throws ParseException {
    var response = new HTTPResponse(200);
    response.setContentType("application/json");
    response.setBody(new String(input, StandardCharsets.UTF_8));
    try {
      assertThat(GoogleSignIn.tokens(response).getIDToken()).isNotNull();
    } catch (SignInRefused | GoogleUnavailable e) {
      assertThat(e.getMessage()).matches("[\\w .']{1,100}");
    }
  }

  @FuzzTest
  void discovery(byte[] input) {
    try {
      OIDCProviderMetadata found =
          Discovery.checked(CLIENT, new String(input, StandardCharsets.UTF_8));
      assertThat(CLIENT.isEndpoint(found.getTokenEndpointURI())).isTrue();
      assertThat(CLIENT.isEndpoint(found.getAuthorizationEndpointURI())).isTrue();
      assertThat(CLIENT.isEndpoint(found.getJWKSetURI())).isTrue();
    } catch (SignInRefused | GoogleUnavailable e) {
      // Not believed.
    }
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
