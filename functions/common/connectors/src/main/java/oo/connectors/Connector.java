package oo.connectors;

import java.net.URI;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * One task provider. Every implementation passes {@code ConnectorContractTest}.
 *
 * <p>An implementation uses no vault, store or clock. It must not log or keep a token, a code or a
 * provider's body, nor put one into an exception. It must not retry: the caller does.
 *
 * <p>Only the provider's own words end something. An answer of another shape, with whatever status,
 * means that nothing is known: it must not close, refuse or revoke, and the caller tries again.
 *
 * <p>Every method but {@link #beginOauth} calls the provider, within {@link CallDeadline#timeout},
 * and throws {@link ProviderFailure} unless its documentation says otherwise.
 */
public interface Connector {

  /** The provider's id and name. */
  Provider provider();

  /** The address of the consent page. Makes no call. */
  URI beginOauth(OauthAttempt attempt);

  /**
   * Exchanges an authorization code for a grant, and reads the account's id and name. Revokes a
   * grant that it does not return.
   */
  Grant finishOauth(CodeExchange exchange, CallDeadline deadline);

  /**
   * Reads what changed since {@code cursor}; everything when it is null or the provider no longer
   * knows it.
   *
   * @param connection the connection of the events
   */
  FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline);

  /**
   * Closes a task at its source exactly once, also after tries with an unknown outcome: every try
   * sends the same command id, and reads the task first where {@link Command} requires it. One
   * request carries command and cursor, so that the returned events are newer than the close. They
   * say how the task is now: after an unsure try it is read again, because a provider answers a
   * repeated command as if it had just done it.
   *
   * @throws ProviderFailure.Unauthorized when the access token is not accepted; every other failure
   *     is an outcome
   */
  DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline);

  /**
   * Reopens a closed task, and those of {@link Command#with}, with the guarantees of {@link
   * #complete}. Never called for a recurring task.
   */
  DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline);

  /**
   * Exchanges the refresh token. The result keeps the old refresh token when the provider sent no
   * new one.
   *
   * @throws ProviderFailure.Unauthorized when only the person can renew the grant
   */
  Credential refresh(Credential credential, CallDeadline deadline);

  /** Revokes the grant. Succeeds when the provider says that it is already revoked. */
  void revoke(Credential credential, CallDeadline deadline);
}
