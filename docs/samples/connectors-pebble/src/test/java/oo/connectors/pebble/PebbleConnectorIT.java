package oo.connectors.pebble;

import oo.connectors.ConnectorContractTest;
import oo.connectors.TestProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Pebble's connector passes the contract of all connectors. */
final class PebbleConnectorIT extends ConnectorContractTest {
  private static PebbleTestProvider pebble;

  @BeforeAll
  static void start() {
    pebble = new PebbleTestProvider();
  }

  @AfterAll
  static void stop() {
    pebble.close();
  }

  @Override
  protected TestProvider source() {
    return pebble;
  }
}
