package oo.host;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import oo.host.base.EssentialThread;
import oo.host.base.Invocation;
import oo.host.base.Invocation.Entry;
import oo.host.base.InvocationListener.Call;
import oo.host.base.InvocationLog;
import oo.host.base.MissingSettings;
import oo.host.base.NeedsOperator;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.http.Cookies;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Calls functions by name. Each call checks the route's guard, turns an exception into a reply, and
 * writes one log line. An unknown name is an error.
 *
 * <p>The functions are those of one artefact, or of all artefacts in one JVM, in Spring Cloud
 * Function's catalog. There is no auto-configuration and no component scan, to keep cold starts
 * short.
 */
public final class FunctionHost implements AutoCloseable {

  /** What starts a function. It comes from configuration, never from the payload. */
  public enum Trigger {
    HTTP,
    QUEUE,
    SCHEDULE,
    DEPLOY
  }

  /**
   * @param guard of an HTTP function; else null
   * @param landing page to which a failed navigation is redirected; null when a failure is answered
   *     with a problem document
   */
  public record Registered(
      String name,
      String module,
      Trigger trigger,
      @Nullable Guard guard,
      @Nullable String landing) {}

  private static final Refused UNSEEN =
      new Refused(503, "not_opened", "This address answers a person's own visit: open it.");

  /** What a listener may take of an environment's time before it is frozen. */
  private static final Duration FLUSH = Duration.ofMillis(500);

  private final GenericApplicationContext context;
  private final SimpleFunctionRegistry catalog;
  private final Map<String, Registered> registered;
  private final Map<String, AccessControl> accessControls;
  private final Listeners listeners;
  private final @Nullable Tracer tracer;
  private final InvocationLog log;
  private final Predicate<String> served;
  // Each lookup in the catalog parses the name as a composition of functions, which is slow.
  private final Map<String, Function<?, ?>> lookups = new ConcurrentHashMap<>();

  FunctionHost(
      GenericApplicationContext context,
      SimpleFunctionRegistry catalog,
      Map<String, Registered> registered,
      Map<String, AccessControl> accessControls,
      Listeners listeners,
      InvocationLog log,
      Predicate<String> served) {
    this.context = context;
    this.catalog = catalog;
    this.registered = Map.copyOf(registered);
    this.accessControls = Map.copyOf(accessControls);
    this.listeners = listeners;
    this.tracer = listeners.tracer();
    this.log = log;
    this.served = served;
  }

  /** Starts all functions of the modules. */
  public static FunctionHost start(
      Iterable<Wiring> wirings,
      Function<String, Settings> settings,
      Platform platform,
      InvocationLog log) {
    return start(wirings, settings, platform, log, name -> true);
  }

  /**
   * Starts the functions that are served here. The names of the others are known, but they cannot
   * be called.
   *
   * @param settings the settings of a module, by its name
   * @param served whether a function is served here, by its name
   * @throws MissingSettings when a setting that those functions need is absent or malformed; it
   *     names all of them
   */
  public static FunctionHost start(
      Iterable<Wiring> wirings,
      Function<String, Settings> settings,
      Platform platform,
      InvocationLog log,
      Predicate<String> served) {
    var startup = new Startup(served, log);
    for (Wiring wiring : wirings) {
      startup.wire(wiring, settings.apply(wiring.module()), platform);
    }
    return startup.host();
  }

  /** All functions of the modules by name, including those that are not served here. */
  public Map<String, Registered> functions() {
    return registered;
  }

  /** Serves a request. A failure of the function becomes a problem document, not an exception. */
  public Reply handle(String name, Request request) {
    Registered function = require(name, Trigger.HTTP);
    return call(
        function,
        new Entry(
            tracer, request.method() + " " + name, SpanKind.SERVER, caller(request.headers())),
        () -> answered(request, called(function, request)),
        thrown -> answered(request, failed(function, thrown)));
  }

  /** A {@code traceparent} that was sent twice is malformed; a {@code tracestate} may be. */
  private static SpanContext caller(Map<String, List<String>> headers) {
    return Trace.parse(
        String.join(",", headers.getOrDefault("traceparent", List.of())),
        String.join(",", headers.getOrDefault("tracestate", List.of())));
  }

  private Reply called(Registered function, Request request) {
    AccessControl access = accessControls.get(function.module());
    if (access == null || function.guard() == null) {
      throw new IllegalStateException("No guard for " + function.name());
    }
    Request admitted = access.admit(function.name(), function.guard(), request);
    if (function.guard() == Guard.ATTEMPT && request.speculative()) {
      // The attempt is good for one use, and the person's own request must find it.
      return Problems.reply(UNSEEN);
    }
    Function<Request, Reply> target = lookup(function.name());
    return Invocation.span(function.name(), SpanKind.INTERNAL, () -> target.apply(admitted));
  }

  private static Invocation.Outcome<Reply> answered(Request request, Reply reply) {
    return new Invocation.Outcome<>(
        Problems.hardened(reply).with(Cookies.clearFormer(request)), reply.status());
  }

  private Reply failed(Registered function, Throwable thrown) {
    AccessControl access = accessControls.get(function.module());
    return access == null || function.landing() == null
        ? Problems.reply(thrown)
        : Problems.landing(thrown, access.site().at(function.landing()));
  }

  /**
   * Serves a batch of messages.
   *
   * @return the ids of the messages that failed, which the queue must redeliver
   */
  public List<String> consume(String name, List<Message> batch) {
    Registered function = require(name, Trigger.QUEUE);
    Function<Message, Boolean> target = lookup(name);
    var failed = new ArrayList<String>();
    for (Message message : batch) {
      boolean done =
          serve(
              function,
              new Entry(tracer, "process " + name, SpanKind.CONSUMER, message.trace()),
              () -> Invocation.span(name, SpanKind.INTERNAL, () -> target.apply(message)));
      if (!done) {
        failed.add(message.id());
      }
    }
    return failed;
  }

  /**
   * Runs a function of a schedule or a deployment.
   *
   * @return false when it failed; the log line has the error
   * @throws NeedsOperator when it failed by that, and the log line has it too
   */
  public boolean tick(String name) {
    Registered function = registered.get(name);
    Trigger trigger =
        function != null && function.trigger() == Trigger.DEPLOY
            ? Trigger.DEPLOY
            : Trigger.SCHEDULE;
    Registered required = require(name, trigger);
    Function<String, Boolean> target = lookup(name);
    var stopped = new AtomicReference<@Nullable NeedsOperator>();
    boolean done =
        serve(
            required,
            new Entry(tracer, name, SpanKind.INTERNAL, SpanContext.getInvalid()),
            () -> {
              try {
                return target.apply(name);
              } catch (NeedsOperator e) {
                stopped.set(e);
                throw e;
              }
            });
    NeedsOperator told = stopped.get();
    if (told != null) {
      throw told;
    }
    return done;
  }

  private boolean serve(Registered function, Entry entry, BooleanSupplier work) {
    return call(
        function,
        entry,
        () -> {
          boolean done = work.getAsBoolean();
          return new Invocation.Outcome<>(done, done ? "ok" : "failed");
        },
        thrown -> {
          Problems.note(thrown);
          return new Invocation.Outcome<>(false, "failed");
        });
  }

  /**
   * Serves one call; an {@code Error} is a failure like any other, with its log line. After one
   * that leaves the JVM in doubt, as being out of memory, the JVM ends, and what started it starts
   * the next. The flag {@code ExitOnOutOfMemoryError} does that for errors that the JVM itself
   * throws.
   */
  private <T> T call(
      Registered function,
      Entry entry,
      Invocation.Work<T> work,
      Function<Throwable, Invocation.Outcome<T>> failed) {
    var fatal = new AtomicBoolean();
    T value =
        Invocation.serve(
            function.name(),
            entry,
            log,
            () -> {
              var call =
                  new Call(function.name(), function.module(), Invocation.trace().getTraceId());
              listeners.began(call);
              Throwable caught = null;
              Invocation.Outcome<T> outcome;
              try {
                outcome = work.call();
              } catch (Throwable thrown) {
                caught = thrown;
                fatal.set(EssentialThread.endsProcess(thrown));
                outcome = failed.apply(thrown);
              }
              Invocation.survived().forEach(failure -> listeners.survived(call, failure));
              listeners.ended(call, outcome.label(), caught);
              return outcome;
            });
    if (fatal.get()) {
      listeners.flush(FLUSH);
      Runtime.getRuntime().halt(EssentialThread.EXIT);
    }
    return value;
  }

  private Registered require(String name, Trigger trigger) {
    Registered function = registered.get(name);
    if (function == null) {
      throw new IllegalArgumentException("No function " + name + "; there are " + names());
    }
    if (function.trigger() != trigger) {
      throw new IllegalArgumentException(
          name + " is started by " + function.trigger() + ", not by " + trigger);
    }
    if (!served.test(name)) {
      throw new IllegalArgumentException(name + " is not served here");
    }
    return function;
  }

  private Set<String> names() {
    return new TreeSet<>(registered.keySet());
  }

  @SuppressWarnings("unchecked")
  private <I, O> Function<I, O> lookup(String name) {
    return (Function<I, O>) lookups.computeIfAbsent(name, this::inCatalog);
  }

  private Function<?, ?> inCatalog(String name) {
    // A catalog with a single function returns it for any name, so require() checks the name first.
    Function<?, ?> function = catalog.lookup(Function.class, name);
    if (function == null) {
      throw new IllegalStateException("Not in the catalog: " + name);
    }
    return function;
  }

  /**
   * Lets listeners send what they hold back, before a platform freezes this process. Where none is
   * configured, it does nothing.
   */
  public void flush() {
    listeners.flush(FLUSH);
  }

  @Override
  public void close() {
    listeners.close();
    context.close();
  }
}
