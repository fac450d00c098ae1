package oo.connectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/** All providers, and the connectors of those that the operator has configured. */
public final class Providers {
  private final Map<String, Provider> all;
  private final Map<String, String> enabledBy;
  private final Map<String, Connector> configured;

  private Providers(
      Map<String, Provider> all, Map<String, String> enabledBy, Map<String, Connector> configured) {
    this.all = all;
    this.enabledBy = enabledBy;
    this.configured = configured;
  }

  /**
   * The providers on the class path.
   *
   * @throws MissingSetting when a provider is partly configured, or none is configured and the site
   *     is not loopback
   */
  public static Providers from(Settings settings) {
    var factories = new ArrayList<ConnectorFactory>();
    ServiceLoader.load(ConnectorFactory.class).forEach(factories::add);
    var all = new LinkedHashMap<String, Provider>();
    var enabledBy = new LinkedHashMap<String, String>();
    var configured = new LinkedHashMap<String, Connector>();
    for (ConnectorFactory factory : factories) {
      Provider provider = factory.provider();
      all.put(provider.id(), provider);
      enabledBy.put(provider.id(), factory.enabledBy());
      factory.from(settings).ifPresent(connector -> configured.put(provider.id(), connector));
    }
    if (configured.isEmpty() && !settings.siteOrigin().loopback()) {
      throw new MissingSetting(
          factories.stream().map(ConnectorFactory::enabledBy).collect(Collectors.joining(" or ")),
          "is missing. Register oO at a provider, and set the client id and secret that it gives.");
    }
    return new Providers(all, enabledBy, configured);
  }

  /** Only these connectors; for tests. */
  public static Providers of(Connector... connectors) {
    var all = new LinkedHashMap<String, Provider>();
    var configured = new LinkedHashMap<String, Connector>();
    for (Connector connector : connectors) {
      all.put(connector.provider().id(), connector.provider());
      configured.put(connector.provider().id(), connector);
    }
    return new Providers(all, Map.of(), configured);
  }

  /** The same providers with wrapped connectors. */
  public Providers each(UnaryOperator<Connector> wrapper) {
    var wrapped = new LinkedHashMap<String, Connector>();
    configured.forEach((id, connector) -> wrapped.put(id, wrapper.apply(connector)));
    return new Providers(all, enabledBy, wrapped);
  }

  public List<Provider> all() {
    return List.copyOf(all.values());
  }

  public Optional<Provider> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  /** A provider's connector; empty when it is unknown or not configured. */
  public Optional<Connector> connector(String id) {
    return Optional.ofNullable(configured.get(id));
  }

  public boolean anyConfigured() {
    return !configured.isEmpty();
  }

  /** The setting that configures a provider, e.g. {@code TODOIST_CLIENT_ID}. */
  public String enabledBy(Provider provider) {
    return enabledBy.getOrDefault(provider.id(), "its client id");
  }
}
