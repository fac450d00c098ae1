package oo.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.vault.TokenVault.CannotOpen;
import oo.vault.TokenVault.Sealed;
import org.junit.jupiter.api.Test;

/** The guarantees of every vault. */
abstract class TokenVaultContractTest {
  private static final byte[] PLAIN = "the access token and the refresh token".getBytes(UTF_8);

  private final ConnectionRef whose = ref();

  /** Keys {@code new} and {@code old}, sealing under {@code new}. */
  abstract TokenVault vault();

  /** The key {@code old} alone. */
  abstract TokenVault before();

  /** Another key that is also called {@code new}. */
  abstract TokenVault foreign();

  @Test
  void whatWasSealedOpens() {
    Sealed sealed = vault().seal(whose, PLAIN);

    assertThat(vault().open(whose, sealed)).isEqualTo(PLAIN);
    assertThat(sealed.keyId()).isEqualTo("new").isEqualTo(vault().newestKey());
    assertThat(new String(sealed.bytes(), UTF_8)).doesNotContain("token");
    assertThat(sealed.toString()).doesNotContain("token");
  }

  @Test
  void emptyAndLargeContentsOpen() {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 7);

    assertThat(vault().open(whose, vault().seal(whose, new byte[0]))).isEmpty();
    assertThat(vault().open(whose, vault().seal(whose, large))).isEqualTo(large);
  }

  @Test
  void theSameTwiceIsSealedDifferently() {
    assertThat(vault().seal(whose, PLAIN).bytes()).isNotEqualTo(vault().seal(whose, PLAIN).bytes());
  }

  @Test
  void anOlderKeyStillOpens() {
    Sealed old = before().seal(whose, PLAIN);

    assertThat(old.keyId()).isEqualTo("old");
    assertThat(vault().open(whose, old)).isEqualTo(PLAIN);
  }

  @Test
  void everyTamperedByteIsRefused() {
    Sealed sealed = vault().seal(whose, PLAIN);
    for (int i = 0; i < sealed.bytes().length; i++) {
      byte[] tampered = sealed.bytes().clone();
      tampered[i] ^= 1;
      refused(vault(), whose, new Sealed(sealed.keyId(), tampered));
    }
  }

  @Test
  void everyTruncationIsRefused() {
    Sealed sealed = vault().seal(whose, PLAIN);
    for (int length = 0; length < sealed.bytes().length; length++) {
      refused(vault(), whose, new Sealed(sealed.keyId(), Arrays.copyOf(sealed.bytes(), length)));
    }
    refused(
        vault(),
        whose,
        new Sealed(sealed.keyId(), Arrays.copyOf(sealed.bytes(), sealed.bytes().length + 1)));
  }

  @Test
  void anotherUserIsRefused() {
    Sealed sealed = vault().seal(whose, PLAIN);

    refused(vault(), new ConnectionRef(new UserId(Uuid7.next()), whose.connection()), sealed);
  }

  @Test
  void anotherConnectionIsRefused() {
    Sealed sealed = vault().seal(whose, PLAIN);

    refused(vault(), new ConnectionRef(whose.user(), new ConnectionId(Uuid7.next())), sealed);
  }

  @Test
  void userAndConnectionCannotBeExchanged() {
    Sealed sealed = vault().seal(whose, PLAIN);

    refused(
        vault(),
        new ConnectionRef(
            new UserId(whose.connection().value()), new ConnectionId(whose.user().value())),
        sealed);
  }

  @Test
  void anotherKeyOfTheSameNameIsRefused() {
    refused(foreign(), whose, vault().seal(whose, PLAIN));
  }

  @Test
  void anotherKeysNameIsRefused() {
    Sealed sealed = vault().seal(whose, PLAIN);

    refused(vault(), whose, new Sealed("old", sealed.bytes()));
    refused(vault(), whose, new Sealed("gone", sealed.bytes()));
  }

  private static void refused(TokenVault vault, ConnectionRef whose, Sealed sealed) {
    assertThatThrownBy(() -> vault.open(whose, sealed))
        .isInstanceOf(CannotOpen.class)
        .hasMessageNotContaining("token");
  }

  private static ConnectionRef ref() {
    return new ConnectionRef(new UserId(Uuid7.next()), new ConnectionId(Uuid7.next()));
  }
}
