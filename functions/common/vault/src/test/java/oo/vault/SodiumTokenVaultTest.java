package oo.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.junit.jupiter.api.Test;

final class SodiumTokenVaultTest extends TokenVaultContractTest {
  private static final String ONE = key(1);
  private static final String TWO = key(2);
  private static final String THREE = key(3);

  @Override
  TokenVault vault() {
    return vault("new:" + TWO + ", old:" + ONE);
  }

  @Override
  TokenVault before() {
    return vault("old:" + ONE);
  }

  @Override
  TokenVault foreign() {
    return vault("new:" + THREE);
  }

  @Test
  void withoutAKeyNothingStartsAndTheMessageSaysHowToMakeOne() {
    assertThatThrownBy(() -> SodiumTokenVault.from(new Settings(Map.of())))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("VAULT_KEYS")
        .hasMessageContaining("openssl rand -base64 32");
  }

  @Test
  void aMalformedKeyStopsTheStartAndIsNotRepeated() {
    String shorter = Base64.getEncoder().encodeToString(new byte[31]);
    for (String wrong :
        List.of(
            ONE,
            "k1",
            "k1:",
            ":" + ONE,
            "k 1:" + ONE,
            "k1:" + shorter,
            "k1:" + ONE + "AAAA",
            "k1:not base64 at all",
            "k1:" + ONE + ",",
            "k1:" + ONE + ",k1:" + TWO)) {
      assertThatThrownBy(() -> vault(wrong))
          .as(wrong)
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining("VAULT_KEYS")
          .hasMessageNotContaining(ONE);
    }
  }

  @Test
  void aKeyTellsItsOwnProbeFromAnothers() {
    SodiumTokenVault own = vault("new:" + TWO);

    assertThat(own.opens("new", own.probe("new"))).isTrue();
    assertThat(vault("new:" + THREE).opens("new", own.probe("new"))).isFalse();
    assertThat(own.opens("new", new byte[0])).isFalse();
  }

  @Test
  void aKeyIsNotPrinted() {
    assertThat(vault("new:" + TWO).toString()).isEqualTo("SodiumTokenVault[new]");
  }

  private static SodiumTokenVault vault(String keys) {
    return SodiumTokenVault.from(new Settings(Map.of("VAULT_KEYS", keys)));
  }

  private static String key(int seed) {
    byte[] bytes = new byte[32];
    new java.util.Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
