package oo.standins.oauth;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The applications registered at one provider. */
public final class Clients {

  private final Map<String, OAuthClient> clients = new ConcurrentHashMap<>();

  public Clients(Collection<OAuthClient> registered) {
    registered.forEach(this::put);
  }

  public void put(OAuthClient client) {
    clients.put(client.id(), client);
  }

  public Optional<OAuthClient> find(String id) {
    return Optional.ofNullable(clients.get(id));
  }

  public List<OAuthClient> all() {
    return List.copyOf(clients.values());
  }

  /** Registers one more redirect URI; false when there is no such client. */
  public boolean allowRedirect(String id, String redirectUri) {
    return clients.computeIfPresent(id, (_, client) -> client.alsoTo(redirectUri)) != null;
  }
}
