package oo.connectors;

import java.util.Optional;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * Makes one provider's connector. Found by {@link java.util.ServiceLoader}: another provider is
 * another jar. An implementation must not connect anywhere.
 */
public interface ConnectorFactory {

  Provider provider();

  /** The setting whose absence leaves it unconfigured, e.g. {@code TODOIST_CLIENT_ID}. */
  String enabledBy();

  /**
   * The connector; empty when the operator has not configured it.
   *
   * @throws MissingSetting when it is configured by half or malformed
   */
  Optional<Connector> from(Settings settings);
}
