package oo.connectors.pebble;

import java.util.Optional;
import oo.connectors.Connector;
import oo.connectors.ConnectorFactory;
import oo.connectors.Provider;
import oo.connectors.http.ProviderHttp;
import oo.connectors.oauth.OauthApp;
import oo.connectors.oauth.OauthClient;
import oo.connectors.oauth.OauthFacts;
import oo.host.base.Settings;

/** Makes Pebble's connector. Found by {@link java.util.ServiceLoader}. */
public final class PebbleFactory implements ConnectorFactory {
  private final OauthFacts facts = OauthFacts.beside(PebbleFactory.class, "oauth.json");

  @Override
  public Provider provider() {
    return facts.toProvider();
  }

  @Override
  public String enabledBy() {
    return facts.setting("CLIENT_ID");
  }

  @Override
  public Optional<Connector> from(Settings settings) {
    return OauthApp.from(settings, facts).map(this::connector);
  }

  private Connector connector(OauthApp app) {
    var http = new ProviderHttp(facts.name());
    return new PebbleConnector(
        facts.toProvider(),
        new OauthClient(facts, app, http),
        new PebbleApi(app.back(), http),
        app.front());
  }
}
