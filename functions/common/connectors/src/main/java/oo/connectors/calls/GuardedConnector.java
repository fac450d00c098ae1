package oo.connectors.calls;

import java.net.URI;
import java.util.function.Function;
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
import oo.connectors.calls.ProviderCalls.Call;
import oo.connectors.calls.ProviderCalls.End;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** Asks before each call, and says how it went. */
final class GuardedConnector implements Connector {
  private static final String ANSWERS = "It answers.";

  private final Connector connector;
  private final ProviderCalls calls;

  GuardedConnector(Connector connector, ProviderCalls calls) {
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
    calls.count(provider());
    return recorded(null, () -> connector.finishOauth(exchange, deadline));
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    return recorded(
        calls.begin(provider(), connection, true),
        () -> connector.fetchSignals(connection, credential, cursor, deadline));
  }

  @Override
  public DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return delivered(
        connection,
        command,
        () -> connector.complete(connection, credential, cursor, command, deadline));
  }

  @Override
  public DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return delivered(
        connection,
        command,
        () -> connector.reopen(connection, credential, cursor, command, deadline));
  }

  @Override
  public Credential refresh(Credential credential, CallDeadline deadline) {
    return recorded(calls.beginRefresh(provider()), () -> connector.refresh(credential, deadline));
  }

  @Override
  public void revoke(Credential credential, CallDeadline deadline) {
    recorded(
        calls.beginRevocation(provider()),
        () -> {
          connector.revoke(credential, deadline);
          return credential;
        });
  }

  private <T> T recorded(@Nullable Call call, Supplier<T> work) {
    return noted(call, work, result -> answered());
  }

  private DeliveryResult delivered(
      ConnectionRef connection, Command command, Supplier<DeliveryResult> work) {
    return noted(
        calls.begin(provider(), connection, false),
        work,
        result -> note(result.outcome(), command));
  }

  private <T> T noted(@Nullable Call call, Supplier<T> work, Function<T, End> note) {
    End end = End.NEITHER;
    try {
      T result = work.get();
      end = note.apply(result);
      return result;
    } catch (ProviderFailure e) {
      end = note(e);
      throw e;
    } finally {
      if (call != null) {
        call.ended(end);
      }
    }
  }

  private End note(DeliveryResult.Outcome outcome, Command command) {
    return switch (outcome) {
      case DeliveryResult.Outcome.Unknown unknown -> {
        calls.record(provider(), false, unknown.reason());
        yield unknown.retryAfter() == null ? End.DOWN : End.NEITHER;
      }
      case DeliveryResult.Outcome.NotDone notDone -> {
        calls.record(provider(), true, notDone.reason());
        // Without a time to wait, it may be that no connection could be made.
        yield notDone.retryAfter() == null && !command.withdrawn() ? End.DOWN : End.NEITHER;
      }
      case DeliveryResult.Outcome.Done done -> answered();
      case DeliveryResult.Outcome.Moved moved -> answered();
      case DeliveryResult.Outcome.Refused refused -> answered();
    };
  }

  private End note(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Down e -> {
        calls.record(provider(), false, e.words());
        yield End.DOWN;
      }
      case ProviderFailure.ClientRefused e -> {
        calls.record(provider(), false, e.words());
        yield End.NEITHER;
      }
      case ProviderFailure.Later e -> {
        calls.record(provider(), true, e.words());
        yield End.NEITHER;
      }
      // The fault is one grant's or one request's; the provider works.
      case ProviderFailure.Unauthorized e -> answered();
      case ProviderFailure.Refused e -> answered();
      case ProviderFailure.TooLarge e -> answered();
    };
  }

  private End answered() {
    calls.record(provider(), true, ANSWERS);
    return End.ANSWERED;
  }
}
