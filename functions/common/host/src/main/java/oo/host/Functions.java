package oo.host;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import oo.contract.HealthCheck;
import oo.host.base.Lazily;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;

/**
 * Where a module registers its functions. A name is the design's word, e.g. {@code begin_oauth};
 * each is taken once.
 *
 * <p>A function is given as a way to make it, which is used where the function is served: an
 * environment that serves one function asks for the settings of that one, holds no secret of
 * another, and makes nothing else. What several need is made {@link Lazily}.
 */
public interface Functions {

  /** A function behind a route. Its guard is named here; there is no default. */
  Functions http(String name, Guard guard, Supplier<Function<Request, Reply>> function);

  /**
   * A function behind a route that a browser navigates to. Where it fails, the browser is sent to a
   * page of the site, {@code landing?problem=CODE}, rather than shown a problem document.
   *
   * @param landing a path of the site, e.g. {@code /connect.html}
   */
  Functions navigation(
      String name, Guard guard, String landing, Supplier<Function<Request, Reply>> function);

  /**
   * A function behind a queue, called once a message, at least once each, in any order. A message
   * whose call throws is delivered again; the others of its batch are not. "Later" is no exception:
   * write a new due time and return.
   */
  Functions queue(String name, Supplier<Consumer<Message>> function);

  /** A function behind a schedule; it may run twice at once and may be late. */
  Functions schedule(String name, Supplier<Runnable> function);

  /** A function that a deployment calls; safe when run twice or at once. */
  Functions deploy(String name, Supplier<Runnable> function);

  /** The module's health route: public, 200 when every check is green and 503 when one is red. */
  Functions health(String name, Supplier<List<Probe>> probes);

  /**
   * Something that the first call needs, touched before it comes. May fail: the first call will say
   * so. What only some functions need is primed where it is made; after the start it is too late.
   */
  Functions prime(Runnable touch);

  /** One check; it never throws, calls no provider, and holds no secret. */
  @FunctionalInterface
  interface Probe {
    HealthCheck check();
  }
}
