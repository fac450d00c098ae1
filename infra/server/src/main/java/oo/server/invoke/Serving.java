package oo.server.invoke;

import java.util.function.Supplier;

/** Which function a thread serves, so that one takes no more than its share of what all use. */
public final class Serving {
  private static final ScopedValue<String> FUNCTION = ScopedValue.newInstance();

  private Serving() {}

  /** Its name; empty outside of a call. */
  public static String function() {
    return FUNCTION.orElse("");
  }

  public static <T> T run(String function, Supplier<T> call) {
    return ScopedValue.where(FUNCTION, function).call(call::get);
  }
}
