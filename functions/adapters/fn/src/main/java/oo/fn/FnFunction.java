package oo.fn;

import com.fnproject.fn.api.FnFeature;
import com.fnproject.fn.api.FunctionInvoker;
import com.fnproject.fn.api.RuntimeContext;
import com.fnproject.fn.api.RuntimeFeature;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the FDK loads by its name. Every call goes to the invoker that its feature adds, past the
 * FDK's own way of finding a method's arguments.
 */
@FnFeature(FnFunction.Feature.class)
public final class FnFunction {
  // The FDK makes what it loads by itself, so this is how it meets what was started before.
  private static @Nullable FnDispatcher served;

  static void serves(FnDispatcher call) {
    served = call;
  }

  /** Never called: the invoker answers every call. */
  public void call() {
    throw new IllegalStateException("The feature adds an invoker");
  }

  /** Made by the FDK when the socket's codec begins. */
  public static final class Feature implements RuntimeFeature {
    @Override
    public void initialize(RuntimeContext context) {
      FnDispatcher call = Objects.requireNonNull(served, "Nothing is served");
      context.addInvoker(
          (invocation, event) -> Optional.of(call.answer(invocation, event)),
          FunctionInvoker.Phase.Call);
    }
  }
}
