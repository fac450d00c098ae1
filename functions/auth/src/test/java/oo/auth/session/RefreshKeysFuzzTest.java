package oo.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.UserId;

final class RefreshKeysFuzzTest {
  private static final RefreshKeys KEYS =
      RefreshKeys.from(new Settings(Map.of("REFRESH_KEYS", "r1:" + "A".repeat(43) + "=")));
  private static final String OWN =
      KEYS.mint(new RefreshToken(new UserId(new UUID(1, 2)), new SessionId(new UUID(3, 4)), 5));

  /** Without the key, no text is a refresh token. */
  @FuzzTest
  void text(byte[] input) {
    assertThat(KEYS.open(new String(input, StandardCharsets.ISO_8859_1))).isEmpty();
  }

  /** Nor is a token of which anything was changed: bytes of the input replace its characters. */
  @FuzzTest
  void changed(byte[] input) {
    var text = new StringBuilder(OWN);
    for (int i = 0; i + 1 < input.length; i += 2) {
      text.setCharAt((input[i] & 0xff) % text.length(), (char) (input[i + 1] & 0xff));
    }
    assertThat(KEYS.open(text.toString()).isPresent()).isEqualTo(text.toString().equals(OWN));
  }
}
