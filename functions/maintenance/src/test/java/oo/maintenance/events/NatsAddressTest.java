package oo.maintenance.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NatsAddressTest {
  /** Of the seed 0x01, 0x02 to 0x20. */
  private static final String CREDS =
      """
      -----BEGIN NATS USER JWT-----
      eyJ0.eyJq.c2ln
      ------END NATS USER JWT------

      ************************* IMPORTANT *************************
      -----BEGIN USER NKEY SEED-----
      SUAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB6IC5CQ
      ------END USER NKEY SEED------
      """;

  @Test
  void withoutASettingThereIsNone() {
    assertThat(NatsAddress.from(new Settings(Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nats://localhost",
        "nats://oo:s3cret@localhost:4222",
        "nats://s3cret@localhost",
        "tls://a.example:4222,tls://b.example"
      })
  void anAddressMayHaveCredentialsAndASecondServer(String url) {
    assertThat(NatsAddress.from(new Settings(Map.of("NATS_URL", url)))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        "http://s3cret@localhost",
        "nats://s3cret@",
        "nats://localhost/s3cret",
        "nats://localhost?s3cret",
        "nats://s3cret@localhost,",
        "nats://s3cret@a,tls://b",
        "nats://s3 cret@a"
      })
  void whatIsNoAddressIsRefusedAndNotQuoted(String url) {
    assertThatThrownBy(() -> NatsAddress.from(new Settings(Map.of("NATS_URL", url))))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("NATS_URL")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void offLoopbackItMustBeTls() {
    var site = Map.of("SITE_ORIGIN", "https://oo.example", "NATS_URL", "nats://localhost");
    assertThatThrownBy(() -> NatsAddress.from(new Settings(site)))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("tls");
  }

  @Test
  void credentialsSignAsNkeysDo() {
    for (String text : new String[] {CREDS, CREDS.replace('\n', ' ')}) {
      var credentials = UserCredentials.parse(text);
      assertThat(credentials.getJWT()).containsExactly("eyJ0.eyJq.c2ln".toCharArray());
      assertThat(
              HexFormat.of().formatHex(credentials.sign("nonce".getBytes(StandardCharsets.UTF_8))))
          .isEqualTo(
              "212feec6abeb24401c2911f0b17f3d6b9b2ed35cdbc3423bdeab2955d5345608"
                  + "8b32ac33c961ea192e7e92390539f79e0b28a4c02694997871c5f5ef722c9c0c");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3cret", "-----BEGIN NATS USER JWT-----s3cret------END NATS USER JWT------"})
  void otherCredentialsAreRefusedAndNotQuoted(String text) {
    assertThatThrownBy(() -> UserCredentials.parse(text))
        .isInstanceOf(MissingSetting.class)
        .hasMessageNotContaining("s3cret");
  }
}
