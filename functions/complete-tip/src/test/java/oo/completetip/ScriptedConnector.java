package oo.completetip;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.FetchResult;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.host.base.Invocation;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** A provider that answers as a test says, and records what it was asked. */
final class ScriptedConnector implements Connector {
  static final Provider PROVIDER = new Provider("scripted", "Scripted");

  /** One call. */
  record Asked(
      boolean closing,
      Command command,
      CallDeadline deadline,
      @Nullable String cursor,
      String trace) {}

  interface Script {
    DeliveryResult answer(Asked asked);
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Script script = asked -> done();

  /** Whether the grant is over. */
  volatile boolean dead;

  static DeliveryResult done() {
    return answer(new Outcome.Done());
  }

  static DeliveryResult answer(Outcome outcome) {
    return DeliveryResult.of(outcome);
  }

  void answers(Outcome outcome) {
    script = asked -> answer(outcome);
  }

  void forget() {
    asked.clear();
    script = asked -> done();
    dead = false;
  }

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return answer(new Asked(true, command, deadline, cursor, Invocation.trace().getTraceId()));
  }

  @Override
  public DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return answer(new Asked(false, command, deadline, cursor, Invocation.trace().getTraceId()));
  }

  private DeliveryResult answer(Asked call) {
    asked.add(call);
    return script.answer(call);
  }

  @Override
  public Credential refresh(Credential credential, CallDeadline deadline) {
    if (dead) {
      throw new ProviderFailure.Unauthorized("Connect it again.");
    }
    return new Credential("access 2", "refresh 2", Instant.parse("2099-01-01T00:00:00Z"));
  }

  @Override
  public URI beginOauth(OauthAttempt attempt) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Grant finishOauth(CodeExchange exchange, CallDeadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void revoke(Credential credential, CallDeadline deadline) {
    throw new UnsupportedOperationException();
  }
}
