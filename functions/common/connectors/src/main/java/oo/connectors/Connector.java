package oo.connectors;

import java.net.URI;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * One provider of tasks. It sees no vault, no store and no clock: it is given an opened credential
 * and says what the provider said. Every implementation passes {@code ConnectorContractTest}. It
 * must not log, keep or wrap into an exception's text any token, code or provider's body, and must
 * not retry: who calls it decides when.
 *
 * <p>Every method but {@link #beginOauth} calls the provider, within {@link CallDeadline#timeout},
 * and throws {@link ProviderFailure} where its text does not say otherwise.
 */
public interface Connector {

  /** What people and rows call it. */
  Provider provider();

  /** Where the browser goes to give consent. Calls nobody. */
  URI beginOauth(OauthAttempt attempt);

  /** Exchanges a code that came back for a grant, and asks whose it is. */
  Grant finishOauth(CodeExchange exchange, CallDeadline deadline);

  /**
   * Reads what changed since {@code cursor}, or everything when it is null or the provider no
   * longer knows it.
   *
   * @param connection whose events these are
   */
  FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline);

  /**
   * Closes a task at its source, exactly once whatever happened to earlier tries: with the same
   * command id, and after reading the task first where {@link Command} says so. Command and cursor
   * go in one call, so that the events it returns are newer than the close.
   *
   * <p>Throws only {@link ProviderFailure.Unauthorized}: every other fate is an outcome.
   */
  DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline);

  /**
   * Opens a task again that was closed; as {@link #complete}. Never called for a recurring task.
   */
  DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline);

  /**
   * Exchanges the refresh token. Where the provider sent no new refresh token the old one is in the
   * answer.
   *
   * @throws ProviderFailure.Unauthorized when the grant is dead and only the person can renew it
   */
  Credential refresh(Credential credential, CallDeadline deadline);

  /** Ends the grant at the provider; also successful when it is already dead. */
  void revoke(Credential credential, CallDeadline deadline);
}
