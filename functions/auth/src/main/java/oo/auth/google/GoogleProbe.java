package oo.auth.google;

import oo.contract.HealthCheck;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.ProviderCallStore;

/** Checks that Google is configured, and reads how the last call to it went. Makes no call. */
public final class GoogleProbe implements Probe {
  private static final String NAME = "google";

  private final GoogleSettings client;
  private final GoogleCalls calls;

  public GoogleProbe(GoogleSettings client, GoogleCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  @Override
  public HealthCheck check() {
    String configured = "Configured for " + client.issuer().getValue() + ". ";
    try {
      return calls
          .last()
          .map(last -> judge(configured, last))
          .orElseGet(() -> HealthCheck.green(NAME, configured + "Not called yet."));
    } catch (RuntimeException e) {
      return HealthCheck.red(
          NAME,
          configured + "How the last call went is not known while the database does not answer.",
          "Mend the database first.");
    }
  }

  private HealthCheck judge(String configured, ProviderCallStore.LastCall last) {
    String detail = configured + Probes.lastCall(last.detail(), last.at());
    return last.ok()
        ? HealthCheck.green(NAME, detail)
        : HealthCheck.red(
            NAME,
            detail,
            "See that "
                + client.backChannel()
                + " can be reached from here, and that GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and the redirect URI "
                + client.redirectUri()
                + " are those of one OAuth client at Google. It turns green with the next sign-in.");
  }
}
