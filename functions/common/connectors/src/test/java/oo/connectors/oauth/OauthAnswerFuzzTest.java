package oo.connectors.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import oo.connectors.http.Responses;
import org.jspecify.annotations.Nullable;

final class OauthAnswerFuzzTest {

  @FuzzTest
  void token(byte[] input) {
    OauthAnswer answer = OauthAnswer.ofToken(Responses.of(input));

    assertThat(answer).isNotInstanceOf(OauthAnswer.Revoked.class);
    check(answer);
  }

  @FuzzTest
  void revocation(byte[] input) {
    OauthAnswer answer = OauthAnswer.ofRevocation(Responses.of(input));

    assertThat(answer).isNotInstanceOf(OauthAnswer.Tokens.class);
    check(answer);
  }

  private static void check(OauthAnswer answer) {
    switch (answer) {
      case OauthAnswer.Tokens(String access, String refresh, boolean whole, Duration life) -> {
        assertThat(access).matches("[!-~]{1,8192}");
        assertThat(refresh == null || refresh.matches("[!-~]{1,8192}")).isTrue();
        assertPositive(life);
      }
      case OauthAnswer.Failed(String code, Duration wait) -> {
        assertThat(code).matches("[A-Za-z0-9_.-]{1,100}");
        assertPositive(wait);
      }
      case OauthAnswer.Unclear(boolean later, Duration wait) -> assertPositive(wait);
      case OauthAnswer.Revoked() -> {}
    }
  }

  private static void assertPositive(@Nullable Duration duration) {
    assertThat(duration == null || duration.isPositive()).isTrue();
  }
}
