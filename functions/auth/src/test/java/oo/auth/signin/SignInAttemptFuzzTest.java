package oo.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

final class SignInAttemptFuzzTest {

  @FuzzTest
  void state(byte[] input) {
    String state = new String(input, StandardCharsets.ISO_8859_1);

    SignInAttempt.idOf(state).ifPresent(id -> assertThat(state).startsWith(id + "."));
  }
}
