package oo.connectors.calls;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import oo.connectors.Connector;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.contract.HealthCheck;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.ProviderCallStore;
import oo.host.health.Pulses;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * Lets one module's calls to providers out, and records how they went.
 *
 * <p>All instances share the budgets of {@link CallLimits} and one circuit breaker a provider. It
 * opens when several connections in a row, and no other, found the provider down. Then one call at
 * a time is let out, every few seconds, and the others fail at once; a success closes it. What
 * fails because of one person's grant, request or account counts as a success. Budgets and breaker
 * cost one statement a call, and one more for a failure.
 *
 * <p>The health page's record of a module's last call is written when the result changes, and
 * otherwise at most every ten seconds.
 */
public final class ProviderCalls {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private record Recorded(boolean ok, long nanos) {}

  private final String module;
  private final Database database;
  private final ProviderCallStore calls = new ProviderCallStore();
  private final CallGateStore gate = new CallGateStore();
  private final Map<String, CallLimits> limits = new ConcurrentHashMap<>();
  private final Map<String, Recorded> recorded = new ConcurrentHashMap<>();

  public ProviderCalls(String module, Database database) {
    this.module = module;
    this.database = database;
  }

  /** Wraps a connector, so that its calls are within their budgets and are recorded. */
  public Connector guarded(Connector connector) {
    return new GuardedConnector(connector, this);
  }

  /**
   * Lets a reading or a change out.
   *
   * @throws ProviderFailure.Later when a budget is spent, with the exact wait
   * @throws ProviderFailure.Down not sent, when the provider is down
   */
  Call begin(Provider provider, ConnectionRef ref, boolean read) {
    CallLimits own = limits(provider);
    CallGateStore.Answer answer =
        database.statement(db ->
            gate.ask(
                db,
                ref,
                read ? "read" : "change",
                read ? own.read() : own.change(),
                provider.id(),
                own.provider()));
    return passed(provider, answer, ref);
  }

  /** Lets a refresh out; throws as {@link #begin} does. */
  Call beginRefresh(Provider provider) {
    return passed(provider, askForGrant(provider), null);
  }

  /**
   * Lets a revocation out; throws as {@link #begin} does. Null when the database does not answer:
   * the revocation goes out all the same, as the grant may have no other holder.
   */
  @Nullable Call beginRevocation(Provider provider) {
    try {
      return passed(provider, askForGrant(provider), null);
    } catch (DatabaseUnavailable e) {
      return null;
    }
  }

  /** Counts a call that is let out in any case, as a person waits for it and cannot repeat it. */
  void count(Provider provider) {
    askForGrant(provider);
  }

  private CallGateStore.Answer askForGrant(Provider provider) {
    return database.statement(db -> gate.ask(db, provider.id(), limits(provider).provider()));
  }

  private CallLimits limits(Provider provider) {
    return limits.computeIfAbsent(provider.id(), id -> CallLimits.of(provider));
  }

  private Call passed(Provider provider, CallGateStore.Answer answer, @Nullable ConnectionRef ref) {
    if (!answer.ofConnection()) {
      throw new ProviderFailure.Later(
          "oO has called " + provider.name() + " often enough for you, and goes on in a moment.",
          answer.connectionWait());
    }
    if (answer.passed()) {
      return new Call(provider, ref, answer.down(), answer.troubled());
    }
    if (answer.down()) {
      throw new ProviderFailure.Down(
          provider.name() + " does not answer at the moment. oO tries again by itself.", false);
    }
    throw new ProviderFailure.Later(
        "oO has called " + provider.name() + " often enough, and goes on in a moment.",
        answer.providerWait());
  }

  /** How a call ended, for the breaker. */
  enum End {
    /** The provider answered, whatever it said. */
    ANSWERED,
    /** It did not, or not as itself. */
    DOWN,
    /** It says nothing of whether the provider is down. */
    NEITHER
  }

  /** A call that was let out. */
  final class Call {
    private final Provider provider;
    private final @Nullable ConnectionRef ref;
    private final boolean probe;
    private final boolean troubled;

    private Call(Provider provider, @Nullable ConnectionRef ref, boolean probe, boolean troubled) {
      this.provider = provider;
      this.ref = ref;
      this.probe = probe;
      this.troubled = troubled;
    }

    void ended(End end) {
      try {
        switch (end) {
          case ANSWERED -> {
            if (ref == null && probe) {
              // The token endpoint answers; the next call says whether the rest does.
              database.execute(db -> gate.probeAgain(db, provider.id()));
            } else if (ref != null && (probe || troubled)) {
              database.execute(db -> gate.succeeded(db, provider.id()));
            }
          }
          case DOWN -> {
            ConnectionRef by = ref;
            if (probe) {
              database.execute(db -> gate.probeFailed(db, provider.id()));
            } else if (by != null) {
              database.execute(db -> gate.failed(db, provider.id(), by));
            }
          }
          case NEITHER -> {
            if (probe) {
              database.execute(db -> gate.probeFailed(db, provider.id()));
            }
          }
        }
      } catch (DatabaseUnavailable e) {
        // The probe's time ends, and the next failure counts.
      }
    }
  }

  /**
   * @param detail for a person; no text of the provider
   */
  void record(Provider provider, boolean ok, String detail) {
    long now = System.nanoTime();
    Recorded before = recorded.get(provider.id());
    if (before != null && before.ok == ok && now - before.nanos < EVERY.toNanos()) {
      return;
    }
    try {
      database.execute(db -> calls.note(db, module, provider.id(), ok, detail));
      recorded.put(provider.id(), new Recorded(ok, now));
    } catch (DatabaseUnavailable e) {
      // The database's check reports this.
    }
  }

  /**
   * One probe for each provider. It is red when the last call failed, or when no provider is
   * configured.
   */
  public List<Probe> probes(Providers providers) {
    return providers.all().stream().map(provider -> probe(provider, providers)).toList();
  }

  private Probe probe(Provider provider, Providers providers) {
    return () -> {
      if (providers.connector(provider.id()).isEmpty()) {
        String said = provider.name() + " is not configured.";
        String mend =
            "Set " + providers.enabledBy(provider) + " and the secret that belongs to it.";
        return providers.anyConfigured()
            ? HealthCheck.green(provider.id(), said + " To offer it: " + mend)
            : HealthCheck.red(provider.id(), said, mend);
      }
      try {
        return last(provider)
            .orElseGet(() -> HealthCheck.green(provider.id(), "Configured, and not called yet."));
      } catch (DatabaseUnavailable e) {
        return HealthCheck.red(
            provider.id(),
            "How the last call went is unknown: the database does not answer.",
            "Start PostgreSQL.");
      }
    };
  }

  /**
   * When the module's newest good call was; green, as the check of a provider is red when its last
   * one failed.
   */
  public Probe newest(String name) {
    return Pulses.stored(
        name,
        () ->
            HealthCheck.green(
                name,
                database
                    .statement(db -> calls.newest(db, module))
                    .map(newest ->
                        (newest.ok() ? "" : "None succeeded since the one that failed ")
                            + Pulses.words(newest.since())
                            + " ago.")
                    .orElse("None yet.")));
  }

  private Optional<HealthCheck> last(Provider provider) {
    return database
        .statement(db -> calls.last(db, module, provider.id()))
        .map(last -> {
          String detail = Probes.lastCall(last.detail(), last.at());
          return last.ok()
              ? HealthCheck.green(provider.id(), detail)
              : HealthCheck.red(
                  provider.id(),
                  detail,
                  "If it stays, look at the provider's status page, and check its settings.");
        });
  }
}
