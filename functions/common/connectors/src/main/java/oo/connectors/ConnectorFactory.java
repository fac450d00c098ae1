package oo.connectors;

import java.util.Optional;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * Makes one provider's connector. Found by {@link java.util.ServiceLoader}, so that a jar can add a
 * provider. An implementation must not open connections.
 */
public interface ConnectorFactory {

  Provider provider();

  /** The setting that configures the provider, e.g. {@code TODOIST_CLIENT_ID}. */
  String enabledBy();

  /**
   * The connector; empty when the operator has not configured it.
   *
   * @throws MissingSetting when a setting is missing or malformed
   */
  Optional<Connector> from(Settings settings);
}
