package oo.auth.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import oo.host.base.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoogleSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "SITE_ORIGIN", "https://oo.example",
          "GOOGLE_CLIENT_ID", "id",
          "GOOGLE_CLIENT_SECRET", "secret");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://www.googleapis.com/oauth2/v3/certs"
      })
  void googlesEndpointsAreAccepted(String address) {
    assertThat(settings(Map.of()).isEndpoint(URI.create(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com:8443/token",
        "https://oauth2.googleapis.com:443/token",
        "https://ada@oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com@evil.example/token",
        "https://oauth2.googleapis.com.evil.example/token",
        "https://evil-oauth2.googleapis.com/token",
        "https://storage.googleapis.com/token",
        "https://googleapis.com/token",
        "https://oauth2.googleapis.com./token",
        "https://oauth2.googleapis.com/token#x",
        "https://169.254.169.254/token",
        "http://169.254.169.254/",
        "https://127.0.0.1/token",
        "http://localhost:8081/token",
        "https://[::1]/token",
        "https://2852039166/token",
        "//oauth2.googleapis.com/token",
        "/token",
        "file:///etc/passwd",
        "jar:https://oauth2.googleapis.com/x.jar!/x",
        "mailto:ada@example.com"
      })
  void everyOtherAddressIsRefused(String address) {
    assertThat(settings(Map.of()).isEndpoint(URI.create(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://oauth2.googleapis.com/token", "https://evil.example/token"})
  void anotherIssuerHasNoneOfGooglesHosts(String address) {
    var another = Map.of("GOOGLE_ISSUER", "https://login.example.org/realm");

    assertThat(settings(another).isEndpoint(URI.create(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://login.example.org/t", "https://keys.example.org/k"})
  void anotherIssuersHostsAreConfigured(String address) {
    var another =
        Map.of(
            "GOOGLE_ISSUER",
            "https://login.example.org/realm",
            "GOOGLE_HOSTS",
            "tokens.example.org, keys.example.org");

    assertThat(settings(another).isEndpoint(URI.create(address))).isTrue();
  }

  private static GoogleSettings settings(Map<String, String> more) {
    var all = new HashMap<>(REQUIRED);
    all.putAll(more);
    return GoogleSettings.from(new Settings(all));
  }
}
