package oo.standins.control;

import java.util.Map;

/** Google, driven by a test. */
public final class GoogleControl extends ProviderControl {
  public GoogleControl(String base) {
    super(base);
  }

  /** The {@code sub} of this address, which is always the same. */
  public String subOf(String email) {
    return post("/accounts", Map.of("email", email)).path("sub").asString();
  }

  /** Signs with a new key from now on; the one before stays published. */
  public void rotateKey() {
    post("/keys/rotate", Map.of());
  }
}
