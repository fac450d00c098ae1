package oo.standins.oauth;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The applications registered at one provider. */
public final class RegisteredClients {
  private final Map<String, OAuthClient> clients = new ConcurrentHashMap<>();

  public RegisteredClients(Collection<OAuthClient> registered) {
    registered.forEach(this::put);
  }

  /** Replaces a client of the same id. */
  public void put(OAuthClient client) {
    clients.put(client.id(), client);
  }

  public Optional<OAuthClient> find(String id) {
    return Optional.ofNullable(clients.get(id));
  }

  /** The client of this id, if the secret is its own. */
  public Optional<OAuthClient> find(String id, String secret) {
    return find(id).filter(client -> SecretStrings.equal(client.secret(), secret));
  }
}
