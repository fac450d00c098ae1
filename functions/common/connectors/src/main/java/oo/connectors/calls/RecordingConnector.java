package oo.connectors.calls;

import java.net.URI;
import java.util.function.Supplier;
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
import oo.connectors.ProviderFailure;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** Records how each call went. */
final class RecordingConnector implements Connector {
  private static final String ANSWERS = "It answers.";

  private final Connector connector;
  private final ProviderCalls calls;

  RecordingConnector(Connector connector, ProviderCalls calls) {
    this.connector = connector;
    this.calls = calls;
  }

  @Override
  public Provider provider() {
    return connector.provider();
  }

  @Override
  public URI beginOauth(OauthAttempt attempt) {
    return connector.beginOauth(attempt);
  }

  @Override
  public Grant finishOauth(CodeExchange exchange, CallDeadline deadline) {
    return recorded(() -> connector.finishOauth(exchange, deadline));
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    return recorded(() -> connector.fetchSignals(connection, credential, cursor, deadline));
  }

  @Override
  public DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return delivered(() -> connector.complete(connection, credential, cursor, command, deadline));
  }

  @Override
  public DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return delivered(() -> connector.reopen(connection, credential, cursor, command, deadline));
  }

  @Override
  public Credential refresh(Credential credential, CallDeadline deadline) {
    return recorded(() -> connector.refresh(credential, deadline));
  }

  @Override
  public void revoke(Credential credential, CallDeadline deadline) {
    recorded(() -> {
      connector.revoke(credential, deadline);
      return credential;
    });
  }

  private <T> T recorded(Supplier<T> work) {
    T result;
    try {
      result = work.get();
    } catch (ProviderFailure e) {
      note(e);
      throw e;
    }
    calls.record(provider(), true, ANSWERS);
    return result;
  }

  private DeliveryResult delivered(Supplier<DeliveryResult> work) {
    DeliveryResult delivered;
    try {
      delivered = work.get();
    } catch (ProviderFailure e) {
      note(e);
      throw e;
    }
    switch (delivered.outcome()) {
      case DeliveryResult.Outcome.Unknown unknown ->
          calls.record(provider(), false, unknown.reason());
      case DeliveryResult.Outcome.NotDone notDone ->
          calls.record(provider(), true, notDone.reason());
      case DeliveryResult.Outcome.Done done -> calls.record(provider(), true, ANSWERS);
      case DeliveryResult.Outcome.Moved moved -> calls.record(provider(), true, ANSWERS);
      case DeliveryResult.Outcome.Refused refused -> calls.record(provider(), true, ANSWERS);
    }
    return delivered;
  }

  private void note(ProviderFailure failure) {
    switch (failure) {
      case ProviderFailure.Down e -> calls.record(provider(), false, e.words());
      case ProviderFailure.ClientRefused e -> calls.record(provider(), false, e.words());
      case ProviderFailure.Later e -> calls.record(provider(), true, e.words());
      // The fault is one grant's or one request's; the provider works.
      case ProviderFailure.Unauthorized e -> calls.record(provider(), true, ANSWERS);
      case ProviderFailure.Refused e -> calls.record(provider(), true, ANSWERS);
      case ProviderFailure.TooLarge e -> calls.record(provider(), true, ANSWERS);
    }
  }
}
