package oo.connectors.pebble;

import java.net.URI;
import java.util.List;
import oo.connectors.Attempt;
import oo.connectors.Call;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.Delivered;
import oo.connectors.Exchange;
import oo.connectors.Fetched;
import oo.connectors.Granted;
import oo.connectors.Provider;
import oo.connectors.oauth.OauthClient;
import oo.connectors.pebble.PebbleApi.Account;
import oo.connectors.pebble.PebbleApi.Changes;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/** Pebble: OAuth as everyone does it, reading by cursor, and {@link PebbleDelivery}. */
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
  public URI beginOauth(Attempt attempt) {
    return oauth.authorize(attempt);
  }

  @Override
  public Granted finishOauth(Exchange exchange, Call call) {
    long begun = System.nanoTime();
    Credential credential = oauth.exchange(exchange, call);
    Account account = api.me(credential, call.after(begun));
    return new Granted(credential, account.id(), account.email());
  }

  @Override
  public Fetched fetchSignals(
      ConnectionRef connection, Credential credential, @Nullable String cursor, Call call) {
    // A cursor that Pebble does not know is answered with everything.
    Changes changes = api.changes(credential, cursor, call);
    List<NormalizedEvent> events =
        changes.tasks().stream().map(task -> task.event(connection, front, call.now())).toList();
    return new Fetched(events, changes.cursor(), false, changes.full());
  }

  @Override
  public Delivered complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return new PebbleDelivery(api, front, connection, credential, cursor, command, call, true)
        .carryOut();
  }

  @Override
  public Delivered reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return new PebbleDelivery(api, front, connection, credential, cursor, command, call, false)
        .carryOut();
  }

  @Override
  public Credential refresh(Credential credential, Call call) {
    return oauth.refresh(credential, call);
  }

  @Override
  public void revoke(Credential credential, Call call) {
    oauth.revoke(credential, call);
  }
}
