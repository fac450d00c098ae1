package oo.tests.docker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Shares one stack among all tests: deploying takes minutes, starting a function seconds. */
final class LocalStackExtension implements BeforeAllCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(LocalStackExtension.class);

  private @Nullable Stack stack;

  @Override
  public void beforeAll(ExtensionContext context) {
    stack =
        context
            .getRoot()
            .getStore(OURS)
            .getOrComputeIfAbsent("stack", key -> Stack.deployed(), Stack.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.err.println(context.getDisplayName() + " failed; the end of LocalStack's log:");
      System.err.println(stack().lastLogLines());
    }
  }

  Stack stack() {
    return Objects.requireNonNull(stack);
  }
}
