package oo.connectors.pebble;

import java.net.URI;
import java.util.List;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.FetchResult;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Provider;
import oo.connectors.oauth.OauthClient;
import oo.connectors.pebble.PebbleApi.Account;
import oo.connectors.pebble.PebbleApi.Changes;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/** Pebble: standard OAuth, reads by cursor, and {@link PebbleDelivery}. */
final class PebbleConnector implements Connector {
  private final Provider provider;
  private final OauthClient oauth;
  private final PebbleApi api;
  private final String front;

  PebbleConnector(Provider provider, OauthClient oauth, PebbleApi api, String front) {
    this.provider = provider;
    this.oauth = oauth;
    this.api = api;
    this.front = front;
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public URI beginOauth(OauthAttempt attempt) {
    return oauth.authorize(attempt);
  }

  @Override
  public Grant finishOauth(CodeExchange exchange, CallDeadline deadline) {
    return oauth.grant(
        exchange,
        deadline,
        (credential, rest) -> {
          Account account = api.me(credential, rest).orThrow();
          return new Grant(credential, account.id(), account.email());
        });
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    // Pebble answers an unknown cursor with all open tasks.
    Changes changes = api.changes(credential, cursor, deadline).orThrow();
    List<NormalizedEvent> events =
        changes.tasks().stream()
            .map(task -> task.event(connection, front, deadline.now()))
            .toList();
    return new FetchResult(
        FetchResult.Events.of(events),
        changes.cursor(),
        false,
        changes.full(),
        changes.unreadable());
  }

  @Override
  public DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return new PebbleDelivery(api, front, connection, credential, cursor, command, deadline, true)
        .carryOut();
  }

  @Override
  public DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return new PebbleDelivery(api, front, connection, credential, cursor, command, deadline, false)
        .carryOut();
  }

  @Override
  public Credential refresh(Credential credential, CallDeadline deadline) {
    return oauth.refresh(credential, deadline);
  }

  @Override
  public void revoke(Credential credential, CallDeadline deadline) {
    oauth.revoke(credential, deadline);
  }
}
