package oo.connectors.calls;

import java.net.URI;
import java.util.function.Supplier;
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
import oo.connectors.ProviderFailure;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** Notes how each call went, and changes nothing. */
final class WatchedConnector implements Connector {
  private static final String ANSWERS = "It answers.";

  private final Connector connector;
  private final ProviderCalls calls;

  WatchedConnector(Connector connector, ProviderCalls calls) {
    this.connector = connector;
    this.calls = calls;
  }

  @Override
  public Provider provider() {
    return connector.provider();
  }

  @Override
  public URI beginOauth(Attempt attempt) {
    return connector.beginOauth(attempt);
  }

  @Override
  public Granted finishOauth(Exchange exchange, Call call) {
    return noted(() -> connector.finishOauth(exchange, call));
  }

  @Override
  public Fetched fetchSignals(
      ConnectionRef connection, Credential credential, @Nullable String cursor, Call call) {
    return noted(() -> connector.fetchSignals(connection, credential, cursor, call));
  }

  @Override
  public Delivered complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return delivered(() -> connector.complete(connection, credential, cursor, command, call));
  }

  @Override
  public Delivered reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return delivered(() -> connector.reopen(connection, credential, cursor, command, call));
  }

  @Override
  public Credential refresh(Credential credential, Call call) {
    return noted(() -> connector.refresh(credential, call));
  }

  @Override
  public void revoke(Credential credential, Call call) {
    noted(
        () -> {
          connector.revoke(credential, call);
          return credential;
        });
  }

  private <T> T noted(Supplier<T> work) {
    T result;
    try {
      result = work.get();
    } catch (ProviderFailure e) {
      note(e);
      throw e;
    }
    calls.note(provider(), true, ANSWERS);
    return result;
  }

  private Delivered delivered(Supplier<Delivered> work) {
    Delivered delivered;
    try {
      delivered = work.get();
    } catch (ProviderFailure e) {
      note(e);
      throw e;
    }
    switch (delivered.outcome()) {
      case Delivered.Outcome.Unknown unknown -> calls.note(provider(), false, unknown.reason());
      case Delivered.Outcome.NotDone notDone -> calls.note(provider(), true, notDone.reason());
      case Delivered.Outcome.Done done -> calls.note(provider(), true, ANSWERS);
      case Delivered.Outcome.Moved moved -> calls.note(provider(), true, ANSWERS);
      case Delivered.Outcome.Refused refused -> calls.note(provider(), true, ANSWERS);
    }
    return delivered;
  }

  private void note(ProviderFailure failure) {
    switch (failure) {
      case ProviderFailure.Down e -> calls.note(provider(), false, words(e));
      case ProviderFailure.ClientRefused e -> calls.note(provider(), false, words(e));
      case ProviderFailure.Later e -> calls.note(provider(), true, words(e));
      // One grant, one code or one request: the provider itself is well.
      case ProviderFailure.Unauthorized e -> calls.note(provider(), true, ANSWERS);
      case ProviderFailure.Refused e -> calls.note(provider(), true, ANSWERS);
    }
  }

  private static String words(ProviderFailure failure) {
    return String.valueOf(failure.getMessage());
  }
}
