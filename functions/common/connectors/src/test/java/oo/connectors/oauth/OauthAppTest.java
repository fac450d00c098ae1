package oo.connectors.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OauthAppTest {

  @ParameterizedTest
  @CsvSource({
    "https://app.todoist.com, true",
    "https://app.todoist.com/, true",
    "https://app.todoist.com/oauth, true",
    "https://todoist.com, true",
    "https://com, false",
    "http://app.todoist.com, false",
    "https://api.todoist.com, false",
    "https://app.todoist.com:8443, false",
    "https://ada@app.todoist.com, false",
    "https://app.todoist.com@evil.example, false",
    "https://app.todoist.com.evil.example, false",
    "https://evil-app.todoist.com, false",
    "https://oist.com, false",
    "https://accounts.google.com, false",
    "app.todoist.com, false",
    "'', false",
    "https://, false",
    "https://app.todoist.com /, false"
  })
  void anIssuerIsTheConsentPagesHostOrADomainOfIt(String iss, boolean own) {
    var app = new OauthApp("id", "secret", "https://app.todoist.com", "https://api.todoist.com");

    assertThat(app.isIssuer(iss)).isEqualTo(own);
  }
}
