package oo.tests.docker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One stack for all tests: it takes minutes to deploy, and its functions seconds each to start. */
final class OnLocalStack implements BeforeAllCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(OnLocalStack.class);

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
      System.err.println(context.getDisplayName() + " failed; what LocalStack said last:");
      System.err.println(stack().lastWords());
    }
  }

  Stack stack() {
    return Objects.requireNonNull(stack);
  }
}
