package oo.connectors.calls;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import oo.connectors.Connector;
import oo.connectors.Provider;
import oo.connectors.Providers;
import oo.contract.HealthCheck;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.ProviderCallStore;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;

/**
 * Records how one module's last call to each provider went: when the result changes, and otherwise
 * at most every ten seconds. A call that fails because of one person's grant counts as a success.
 */
public final class ProviderCalls {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private record Recorded(boolean ok, long nanos) {}

  private final String module;
  private final Database database;
  private final ProviderCallStore calls = new ProviderCallStore();
  private final Map<String, Recorded> recorded = new ConcurrentHashMap<>();

  public ProviderCalls(String module, Database database) {
    this.module = module;
    this.database = database;
  }

  /** Wraps a connector, so that its calls are recorded. */
  public Connector recording(Connector connector) {
    return new RecordingConnector(connector, this);
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
