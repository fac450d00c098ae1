package oo.host.base;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a value at the first {@link #get}, once. After a failure the next call tries again. */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> making;
  private @Nullable T made;

  public Lazy(Supplier<T> making) {
    this.making = making;
  }

  @Override
  public synchronized T get() {
    T value = made == null ? making.get() : made;
    made = value;
    return value;
  }
}
