package oo.tests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.provider.junit5.PactVerificationContext;
import java.util.Map;
import java.util.Objects;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One oO for all classes of this module. Its mail server does not answer. */
final class RunningOo implements BeforeAllCallback {
  private @Nullable Oo oo;

  @Override
  public void beforeAll(ExtensionContext context) {
    oo =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(
                Oo.class,
                key ->
                    new Oo(
                        Oo.TREE,
                        Map.of("MAIL_FROM", "oo@example.com", "SMTP_URL", "smtp://127.0.0.1:1")),
                Oo.class);
  }

  /**
   * Connects the person and waits for the first tip. The database tells, as an answer of the API
   * may be what breaks a contract.
   */
  void connect(HttpPerson person, String email) {
    person.connectOnly(email);
    Oo.eventually(() -> assertThat(latest("slot", "slot", email)).isNotNull());
  }

  /** The latest id of the person's rows. */
  String latest(String column, String table, String email) {
    return oo()
        .texts(
            "select %1$s from %2$s join app_user using (user_id) where email = '%3$s' order by %1$s desc"
                .formatted(column, table, email))
        .stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no " + table));
  }

  /** Verifies, and says who is broken by whom. */
  static void verify(PactVerificationContext context) {
    try {
      context.verifyInteraction();
    } catch (AssertionError e) {
      throw new AssertionError(
          "The provider %s breaks its consumer %s: %s"
              .formatted(
                  context.getProviderInfo().getName(),
                  context.getConsumer().getName(),
                  e.getMessage()),
          e);
    }
  }

  Oo oo() {
    return Objects.requireNonNull(oo);
  }
}
