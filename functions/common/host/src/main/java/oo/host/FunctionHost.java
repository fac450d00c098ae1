package oo.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import oo.contract.Health;
import oo.contract.Json;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;
import oo.host.session.AccessTokens;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.function.context.FunctionRegistration;
import org.springframework.cloud.function.context.catalog.FunctionTypeUtils;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry;
import org.springframework.cloud.function.json.JacksonMapper;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;

/**
 * Holds the functions of one artefact, or of all of them in one JVM. Every function is in Spring
 * Cloud Function's catalog under its own name; a name that is not there is an error, never a guess.
 * Every call is guarded as its route says, never throws what a function throws, and leaves one log
 * line.
 *
 * <p>The context is built by hand: no auto-configuration, no scan. That, with {@link
 * Functions#prime}, is what a cold start costs.
 */
public final class FunctionHost implements AutoCloseable {

  /** What starts a function; known from configuration, never guessed from a payload. */
  public enum Trigger {
    HTTP,
    QUEUE,
    SCHEDULE,
    DEPLOY
  }

  /**
   * @param guard of an HTTP function; null of the others
   * @param landing the page that a browser is sent to when it fails; null where it is answered
   */
  public record Registered(
      String name,
      String module,
      Trigger trigger,
      @Nullable Guard guard,
      @Nullable String landing) {}

  private final GenericApplicationContext context;
  private final SimpleFunctionRegistry catalog;
  private final Map<String, Registered> registered;
  private final Map<String, Gate> gates;
  private final InvocationLog log;
  private final Predicate<String> served;
  // The catalog reads a name as a composition of functions each time that it is asked.
  private final Map<String, Function<?, ?>> found = new ConcurrentHashMap<>();

  private FunctionHost(
      GenericApplicationContext context,
      SimpleFunctionRegistry catalog,
      Map<String, Registered> registered,
      Map<String, Gate> gates,
      InvocationLog log,
      Predicate<String> served) {
    this.context = context;
    this.catalog = catalog;
    this.registered = Map.copyOf(registered);
    this.gates = Map.copyOf(gates);
    this.log = log;
    this.served = served;
  }

  /** Starts every function of the modules given. */
  public static FunctionHost start(
      Iterable<Wiring> wirings,
      Function<String, Settings> settings,
      Platform platform,
      InvocationLog log) {
    return start(wirings, settings, platform, log, name -> true);
  }

  /**
   * Starts those of the modules' functions that are served here. Of the others it knows the names,
   * and cannot call them.
   *
   * @param settings of a module, by its name; they are not shared, as each function has an
   *     environment of its own
   * @throws MissingSettings when anything that those functions need is absent, naming all of it
   */
  public static FunctionHost start(
      Iterable<Wiring> wirings,
      Function<String, Settings> settings,
      Platform platform,
      InvocationLog log,
      Predicate<String> served) {
    var context = new GenericApplicationContext();
    var catalog =
        new SimpleFunctionRegistry(
            DefaultConversionService.getSharedInstance(),
            new CompositeMessageConverter(List.of(new ByteArrayMessageConverter())),
            new JacksonMapper(Json.mapper()));
    context.getBeanFactory().registerSingleton("functionCatalog", catalog);
    var all = new LinkedHashMap<String, Registered>();
    var gates = new LinkedHashMap<String, Gate>();
    var primes = new ArrayList<Runnable>();
    var missing = new LinkedHashSet<String>();
    @Nullable Thread checking = null;
    for (Wiring wiring : wirings) {
      Settings own = settings.apply(wiring.module());
      try {
        var registrar = new Registrar(wiring.module(), served, catalog, all, primes, missing::add);
        wiring.wire(registrar, own, platform);
        List<Registered> here =
            all.values().stream()
                .filter(r -> r.module().equals(wiring.module()) && served.test(r.name()))
                .toList();
        if (here.stream().anyMatch(r -> r.trigger() == Trigger.HTTP)) {
          boolean guarded = here.stream().anyMatch(r -> r.guard() == Guard.SESSION);
          AccessTokens tokens = guarded ? AccessTokens.from(own) : null;
          gates.put(wiring.module(), new Gate(own.siteOrigin(), tokens));
          if (tokens != null && checking == null) {
            // Beside all else, as that waits for the database.
            checking = Thread.ofPlatform().name("prime").start(() -> touch(tokens::prime));
          }
        }
      } catch (MissingSetting e) {
        missing.add(wiring.module() + ": " + e.getMessage());
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingSettings(List.copyOf(missing));
    }
    context.refresh();
    primes.forEach(FunctionHost::touch);
    await(checking);
    return new FunctionHost(context, catalog, all, gates, log, served);
  }

  private static void await(@Nullable Thread thread) {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void touch(Runnable prime) {
    try {
      prime.run();
    } catch (RuntimeException e) {
      // Only a warming: the first call meets the same fault and answers for it.
    }
  }

  /** Every function of the modules by its name, also those that are not served here. */
  public Map<String, Registered> functions() {
    return registered;
  }

  /** Serves a request; never throws. */
  public Reply handle(String name, Request request) {
    Registered function = require(name, Trigger.HTTP);
    Trace trace = Trace.continued(request.header("traceparent").orElse(null));
    return Invocation.serve(
        name,
        trace,
        log,
        () -> {
          Reply reply;
          try {
            Gate gate = gates.get(function.module());
            if (gate == null || function.guard() == null) {
              throw new IllegalStateException("No guard for " + name);
            }
            Request admitted = gate.admit(function.guard(), request);
            Function<Request, Reply> target = lookup(name);
            reply = target.apply(admitted);
          } catch (RuntimeException e) {
            reply = failed(function, e, trace);
          }
          return new Invocation.Outcome<>(Problems.hardened(reply), reply.status());
        });
  }

  private Reply failed(Registered function, RuntimeException thrown, Trace trace) {
    Gate gate = gates.get(function.module());
    return gate == null || function.landing() == null
        ? Problems.reply(thrown, trace)
        : Problems.landing(thrown, trace, gate.site().at(function.landing()));
  }

  /**
   * Serves a batch.
   *
   * @return the ids of the messages that failed and must be delivered again
   */
  public List<String> consume(String name, List<Message> batch) {
    require(name, Trigger.QUEUE);
    Function<Message, Boolean> target = lookup(name);
    var failed = new ArrayList<String>();
    for (Message message : batch) {
      boolean done =
          serve(name, Trace.continued(message.traceparent()), () -> target.apply(message));
      if (!done) {
        failed.add(message.id());
      }
    }
    return failed;
  }

  /**
   * Serves a schedule's tick or a deployment's call.
   *
   * @return false when it failed, which the log tells
   */
  public boolean tick(String name) {
    Registered function = registered.get(name);
    Trigger trigger =
        function != null && function.trigger() == Trigger.DEPLOY
            ? Trigger.DEPLOY
            : Trigger.SCHEDULE;
    require(name, trigger);
    Function<String, Boolean> target = lookup(name);
    return serve(name, Trace.begin(), () -> target.apply(name));
  }

  private boolean serve(String name, Trace trace, BooleanSupplier work) {
    return Invocation.serve(
        name,
        trace,
        log,
        () -> {
          try {
            boolean done = work.getAsBoolean();
            return new Invocation.Outcome<>(done, done ? "ok" : "failed");
          } catch (RuntimeException e) {
            Problems.note(e);
            return new Invocation.Outcome<>(false, "failed");
          }
        });
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
    return (Function<I, O>) found.computeIfAbsent(name, this::inCatalog);
  }

  private Function<?, ?> inCatalog(String name) {
    // One function in a catalog answers to any name, so the name was checked before.
    Function<?, ?> function = catalog.lookup(Function.class, name);
    if (function == null) {
      throw new IllegalStateException("Not in the catalog: " + name);
    }
    return function;
  }

  @Override
  public void close() {
    context.close();
  }

  private static final class Registrar implements Functions {
    private final String module;
    private final Predicate<String> served;
    private final SimpleFunctionRegistry catalog;
    private final Map<String, Registered> all;
    private final List<Runnable> primes;
    private final Consumer<String> missing;

    Registrar(
        String module,
        Predicate<String> served,
        SimpleFunctionRegistry catalog,
        Map<String, Registered> all,
        List<Runnable> primes,
        Consumer<String> missing) {
      this.module = module;
      this.served = served;
      this.catalog = catalog;
      this.all = all;
      this.primes = primes;
      this.missing = missing;
    }

    @Override
    public Functions http(String name, Guard guard, Supplier<Function<Request, Reply>> function) {
      return add(
          new Registered(name, module, Trigger.HTTP, guard, null),
          function,
          Request.class,
          Reply.class);
    }

    @Override
    public Functions navigation(
        String name, Guard guard, String landing, Supplier<Function<Request, Reply>> function) {
      return add(
          new Registered(name, module, Trigger.HTTP, guard, landing),
          function,
          Request.class,
          Reply.class);
    }

    @Override
    public Functions queue(String name, Supplier<Consumer<Message>> function) {
      return add(
          new Registered(name, module, Trigger.QUEUE, null, null),
          () -> acknowledging(function.get()),
          Message.class,
          Boolean.class);
    }

    private static <I> Function<I, Boolean> acknowledging(Consumer<I> function) {
      return input -> {
        function.accept(input);
        return true;
      };
    }

    @Override
    public Functions schedule(String name, Supplier<Runnable> function) {
      return run(new Registered(name, module, Trigger.SCHEDULE, null, null), function);
    }

    @Override
    public Functions deploy(String name, Supplier<Runnable> function) {
      return run(new Registered(name, module, Trigger.DEPLOY, null, null), function);
    }

    @Override
    public Functions health(String name, Supplier<List<Probe>> probes) {
      return http(name, Guard.PUBLIC, () -> answering(probes.get()));
    }

    private Function<Request, Reply> answering(List<Probe> probes) {
      return request -> {
        Health health = Health.of(module, Checkup.of(probes));
        return Reply.json(health.ok() ? 200 : 503, health);
      };
    }

    @Override
    public Functions prime(Runnable touch) {
      primes.add(touch);
      return this;
    }

    private Functions run(Registered registered, Supplier<Runnable> function) {
      return add(
          registered,
          () -> {
            Runnable work = function.get();
            return acknowledging((String tick) -> work.run());
          },
          String.class,
          Boolean.class);
    }

    private Functions add(
        Registered function,
        Supplier<? extends Function<?, ?>> target,
        Class<?> input,
        Class<?> output) {
      if (all.putIfAbsent(function.name(), function) != null) {
        throw new IllegalStateException("Registered twice: " + function.name());
      }
      if (served.test(function.name())) {
        try {
          catalog.register(
              new FunctionRegistration<>(target.get(), function.name())
                  .type(FunctionTypeUtils.functionType(input, output)));
        } catch (MissingSetting e) {
          missing.accept(module + ": " + e.getMessage());
        }
      }
      return this;
    }
  }
}
