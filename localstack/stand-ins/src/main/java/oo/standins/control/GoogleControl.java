package oo.standins.control;

import java.util.List;
import java.util.Map;

/** Google, driven by a test. */
public final class GoogleControl extends ProviderControl {

  /** Somebody who signed in before. */
  public record Person(String sub, String email, String name) {}

  public GoogleControl(String base) {
    super(base);
  }

  public List<Person> accounts() {
    return calls().get("/control/accounts").path("accounts").values().stream()
        .map(
            one ->
                new Person(
                    one.path("sub").asString(),
                    one.path("email").asString(),
                    one.path("name").asString()))
        .toList();
  }

  /** The {@code sub} of this address, which is always the same one. */
  public String subOf(String email) {
    return calls().post("/control/accounts", Map.of("email", email)).path("sub").asString();
  }

  public void forget(String sub) {
    calls().delete("/control/accounts/" + sub);
  }

  /** Signs with a new key from now on; the one before stays published. */
  public void rotateKey() {
    calls().post("/control/keys/rotate", null);
  }
}
