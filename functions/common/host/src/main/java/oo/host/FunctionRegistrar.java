package oo.host;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import oo.host.base.Lazy;
import oo.host.health.Probe;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;

/**
 * Registers a module's functions. A name is as in the template, e.g. {@code begin_oauth}, and can
 * be registered once.
 *
 * <p>Each function comes as a supplier, which is called only where the function is served: an
 * environment with one function needs only that function's settings and secrets. Make what several
 * functions share {@link Lazy}.
 */
public interface FunctionRegistrar {

  /** A function behind a route. There is no default guard. */
  FunctionRegistrar http(String name, Guard guard, Supplier<Function<Request, Reply>> function);

  /**
   * A function behind a route that a browser navigates to. A failure redirects the browser to
   * {@code landing?problem=CODE} instead of showing a problem document.
   *
   * @param landing a path of the site, e.g. {@code /connect.html}
   */
  FunctionRegistrar navigation(
      String name, Guard guard, String landing, Supplier<Function<Request, Reply>> function);

  /**
   * A function behind a queue: at least one call for each message, in any order. When a call
   * throws, only its message is redelivered. To retry later without a dead letter, write a new due
   * time and return.
   */
  FunctionRegistrar queue(String name, Supplier<Consumer<Message>> function);

  /** A function behind a schedule. It may run late, and twice at the same time. */
  FunctionRegistrar schedule(String name, Supplier<Runnable> function);

  /** A function that a deployment calls. It must be idempotent and safe to run concurrently. */
  FunctionRegistrar deploy(String name, Supplier<Runnable> function);

  /** The module's health route: public; 200 when every check is green, 503 when one is red. */
  FunctionRegistrar health(String name, Supplier<List<Probe>> probes);

  /**
   * Warm-up that runs at the end of the start, before the first call. It may fail: the first call
   * then reports the error. Register a function's primes while its supplier runs; later primes do
   * not run.
   */
  FunctionRegistrar prime(Runnable work);
}
