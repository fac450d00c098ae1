package oo.completetip;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.connectors.Attempt;
import oo.connectors.Call;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.Delivered;
import oo.connectors.Delivered.Outcome;
import oo.connectors.Exchange;
import oo.connectors.Fetched;
import oo.connectors.Granted;
import oo.connectors.Provider;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/** A provider that says what a test tells it to say, and remembers what it was asked. */
final class ScriptedConnector implements Connector {
  static final Provider PROVIDER = new Provider("scripted", "Scripted");

  /** One call. */
  record Asked(boolean closing, Command command, Call call, @Nullable String cursor) {}

  interface Script {
    Delivered answer(Asked asked);
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Script script = asked -> done();

  static Delivered done() {
    return answer(new Outcome.Done());
  }

  static Delivered answer(Outcome outcome) {
    return new Delivered(outcome, List.of(), null);
  }

  void answers(Outcome outcome) {
    script = asked -> answer(outcome);
  }

  void forget() {
    asked.clear();
    script = asked -> done();
  }

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Delivered complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return answer(new Asked(true, command, call, cursor));
  }

  @Override
  public Delivered reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return answer(new Asked(false, command, call, cursor));
  }

  private Delivered answer(Asked call) {
    asked.add(call);
    return script.answer(call);
  }

  @Override
  public Credential refresh(Credential credential, Call call) {
    return new Credential("access 2", "refresh 2", Instant.parse("2099-01-01T00:00:00Z"));
  }

  @Override
  public URI beginOauth(Attempt attempt) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Granted finishOauth(Exchange exchange, Call call) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fetched fetchSignals(
      ConnectionRef connection, Credential credential, @Nullable String cursor, Call call) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void revoke(Credential credential, Call call) {
    throw new UnsupportedOperationException();
  }
}
