package oo.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import oo.contract.Health;
import oo.contract.HealthCheck;
import oo.contract.Json;
import oo.host.FunctionHost.Registered;
import oo.host.FunctionHost.Trigger;
import oo.host.base.Invocation;
import oo.host.base.InvocationListener;
import oo.host.base.InvocationLog;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.host.health.HealthChecks;
import oo.host.health.Probe;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.limits.RouteLimits;
import oo.host.queue.Message;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.function.context.FunctionRegistration;
import org.springframework.cloud.function.context.catalog.FunctionTypeUtils;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry;
import org.springframework.cloud.function.json.JacksonMapper;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;

/** Collects what the wirings register and which settings they lack, then makes the host. */
final class Startup {
  private final Predicate<String> served;
  private final InvocationLog log;
  private final SimpleFunctionRegistry catalog =
      new SimpleFunctionRegistry(
          DefaultConversionService.getSharedInstance(),
          new CompositeMessageConverter(List.of(new ByteArrayMessageConverter())),
          new JacksonMapper(Json.mapper()));
  private final Map<String, Registered> functions = new LinkedHashMap<>();
  private final Map<String, AccessControl> accessControls = new LinkedHashMap<>();
  private final List<Runnable> primes = new ArrayList<>();
  private final Listeners listeners;
  private final Set<String> missing = new LinkedHashSet<>();
  private @Nullable Thread tokenPrime;
  private @Nullable RouteLimits limits;

  /**
   * @param served tells by its name whether a function is served here
   */
  Startup(Predicate<String> served, InvocationLog log) {
    this.served = served;
    this.log = log;
    this.listeners = new Listeners(ServiceLoader.load(InvocationListener.class), log);
  }

  void wire(Wiring wiring, Settings settings, Platform platform) {
    String module = wiring.module();
    try {
      wiring.wire(new Registrar(module, settings), settings, platform);
      listeners.start(settings);
      limit(settings, platform);
      controlAccess(module, settings);
    } catch (MissingSetting e) {
      missing.add(module + ": " + e.getMessage());
    }
  }

  /** One counting for all modules, with the first one's settings. */
  private void limit(Settings settings, Platform platform) {
    Optional<RouteLimits> own =
        RouteLimits.from(settings, () -> new Database(platform.dataSource(settings)), log);
    if (limits == null) {
      limits = own.orElse(null);
    }
  }

  private void controlAccess(String module, Settings settings) {
    List<Registered> routes =
        functions.values().stream()
            .filter(function -> function.module().equals(module))
            .filter(function -> function.trigger() == Trigger.HTTP && served.test(function.name()))
            .toList();
    if (routes.isEmpty()) {
      return;
    }
    boolean sessions = routes.stream().anyMatch(route -> route.guard() == Guard.SESSION);
    AccessTokens tokens = sessions ? AccessTokens.from(settings) : null;
    accessControls.put(module, new AccessControl(settings.siteOrigin(), tokens, limits));
    if (tokens != null && tokenPrime == null) {
      // In parallel with the other primes, which wait for the database.
      tokenPrime = Thread.ofPlatform().name("prime").start(() -> prime(tokens::prime));
    }
  }

  /**
   * The host, primed.
   *
   * @throws MissingSettings when a setting is absent or malformed, naming all of them
   */
  FunctionHost host() {
    if (!missing.isEmpty()) {
      throw new MissingSettings(List.copyOf(missing));
    }
    var context = new GenericApplicationContext();
    context.getBeanFactory().registerSingleton("functionCatalog", catalog);
    context.refresh();
    primes.forEach(Startup::prime);
    await(tokenPrime);
    return new FunctionHost(context, catalog, functions, accessControls, listeners, log, served);
  }

  private static void prime(Runnable prime) {
    try {
      prime.run();
    } catch (RuntimeException e) {
      // Priming is optional; the first call reports the same error.
    }
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

  private final class Registrar implements FunctionRegistrar {
    private final String module;
    private final Settings settings;

    Registrar(String module, Settings settings) {
      this.module = module;
      this.settings = settings;
    }

    @Override
    public FunctionRegistrar http(
        String name, Guard guard, Supplier<Function<Request, Reply>> function) {
      return add(
          new Registered(name, module, Trigger.HTTP, guard, null),
          function,
          Request.class,
          Reply.class);
    }

    @Override
    public FunctionRegistrar navigation(
        String name, Guard guard, String landing, Supplier<Function<Request, Reply>> function) {
      return add(
          new Registered(name, module, Trigger.HTTP, guard, landing),
          function,
          Request.class,
          Reply.class);
    }

    @Override
    public FunctionRegistrar queue(String name, Supplier<Consumer<Message>> function) {
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
    public FunctionRegistrar schedule(String name, Supplier<Runnable> function) {
      return run(new Registered(name, module, Trigger.SCHEDULE, null, null), function);
    }

    @Override
    public FunctionRegistrar deploy(String name, Supplier<Runnable> function) {
      return run(new Registered(name, module, Trigger.DEPLOY, null, null), function);
    }

    @Override
    public FunctionRegistrar health(String name, Supplier<List<Probe>> probes) {
      return http(name, Guard.PUBLIC, () -> answering(probes.get()));
    }

    private Function<Request, Reply> answering(List<Probe> probes) {
      var version =
          HealthCheck.green(
              "version",
              settings.optional("SENTRY_RELEASE").orElse("Not named: SENTRY_RELEASE is not set."));
      return request -> {
        var checks = new ArrayList<>(HealthChecks.of(probes));
        checks.add(version);
        Health health = Health.of(module, checks);
        if (!health.ok()) {
          Invocation.note(
              InvocationLog.REASON,
              health.checks().stream()
                  .filter(check -> !check.ok())
                  .map(HealthCheck::name)
                  .collect(Collectors.joining(", ", "red: ", "")));
        }
        return Reply.json(health.ok() ? 200 : 503, health);
      };
    }

    @Override
    public FunctionRegistrar prime(Runnable work) {
      primes.add(work);
      return this;
    }

    private FunctionRegistrar run(Registered registered, Supplier<Runnable> function) {
      return add(
          registered,
          () -> {
            Runnable work = function.get();
            return acknowledging((String tick) -> work.run());
          },
          String.class,
          Boolean.class);
    }

    private FunctionRegistrar add(
        Registered function,
        Supplier<? extends Function<?, ?>> target,
        Class<?> input,
        Class<?> output) {
      if (functions.putIfAbsent(function.name(), function) != null) {
        throw new IllegalStateException("Registered twice: " + function.name());
      }
      if (served.test(function.name())) {
        try {
          catalog.register(
              new FunctionRegistration<>(target.get(), function.name())
                  .type(FunctionTypeUtils.functionType(input, output)));
        } catch (MissingSetting e) {
          missing.add(module + ": " + e.getMessage());
        }
      }
      return this;
    }
  }
}
