package oo.connectors.pebble;

import oo.connectors.ConnectorContractTest;
import oo.connectors.TestProvider;
import org.junit.jupiter.api.AutoClose;

/** Pebble's connector passes the contract of all connectors. */
final class PebbleConnectorIT extends ConnectorContractTest {
  @AutoClose private static final PebbleTestProvider pebble = new PebbleTestProvider();

  @Override
  protected TestProvider source() {
    return pebble;
  }
}
