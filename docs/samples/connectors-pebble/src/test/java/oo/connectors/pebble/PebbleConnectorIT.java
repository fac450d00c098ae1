package oo.connectors.pebble;

import oo.connectors.ConnectorContractTest;
import oo.connectors.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Pebble's connector against Pebble: the contract of all. */
final class PebbleConnectorIT extends ConnectorContractTest {
  private static PebbleSource pebble;

  @BeforeAll
  static void start() {
    pebble = new PebbleSource();
  }

  @AfterAll
  static void stop() {
    pebble.close();
  }

  @Override
  protected Source source() {
    return pebble;
  }
}
