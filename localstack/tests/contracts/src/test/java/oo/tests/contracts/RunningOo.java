package oo.tests.contracts;

import java.util.Map;
import java.util.Objects;
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

  Oo oo() {
    return Objects.requireNonNull(oo);
  }
}
