package oo.connectors.todoist;

import java.util.Optional;
import oo.connectors.Connector;
import oo.connectors.ConnectorFactory;
import oo.connectors.Provider;
import oo.connectors.http.ProviderHttp;
import oo.connectors.oauth.OauthApp;
import oo.connectors.oauth.OauthClient;
import oo.connectors.oauth.OauthFacts;
import oo.host.base.Settings;

/** Makes Todoist's connector. Found by {@link java.util.ServiceLoader}. */
public final class TodoistFactory implements ConnectorFactory {
  private final OauthFacts facts = OauthFacts.beside(TodoistFactory.class, "oauth.json");

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
    return new TodoistConnector(
        facts.toProvider(),
        new OauthClient(facts, app, http),
        new TodoistApi(app.back(), http),
        new TodoistTasks(app.front()));
  }
}
