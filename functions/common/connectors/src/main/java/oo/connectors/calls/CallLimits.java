package oo.connectors.calls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import oo.connectors.Provider;
import oo.contract.Json;
import oo.host.limits.Budget;

/**
 * How often oO may call a provider; {@code limits.json} in its connector's package, below what the
 * provider publishes. One without the file has careful limits.
 *
 * @param provider all calls of all people
 * @param read readings of one connection; each may be a full one
 * @param change changes by one connection; each is one or two calls
 */
record CallLimits(Budget provider, Budget read, Budget change) {
  private static final CallLimits CAREFUL =
      new CallLimits(new Budget(50, 1, 50), new Budget(60, 900, 20), new Budget(300, 900, 60));

  static CallLimits of(Provider provider) {
    try (InputStream in =
        CallLimits.class.getResourceAsStream("/oo/connectors/" + provider.id() + "/limits.json")) {
      return in == null ? CAREFUL : Json.mapper().readValue(in, CallLimits.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
