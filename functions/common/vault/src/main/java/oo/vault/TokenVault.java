package oo.vault;

import oo.signals.ConnectionRef;

/**
 * Seals bytes so that they can be opened for one connection only.
 *
 * <p>Guarantees, for every implementation: authenticated encryption with associated data; what was
 * sealed for one user, connection or key does not open for another; a change of any byte is found
 * out; sealing the same twice gives two different results. New bytes are sealed under the newest
 * key, older keys still open.
 *
 * <p>It guarantees nothing about freshness: an older sealed value of the same connection opens too.
 *
 * <p>An implementation must not log or keep what it opens.
 */
public interface TokenVault {

  /** Seals under the newest key. */
  Sealed seal(ConnectionRef whose, byte[] plain);

  /**
   * Opens what was sealed for the same connection.
   *
   * @throws CannotOpen when its key is not configured, or it was not sealed for {@code whose} by
   *     that key, or any byte of it was changed; which of these it was, is not told
   */
  byte[] open(ConnectionRef whose, Sealed sealed);

  /** The id of the key that seals now. */
  String newestKey();

  /**
   * @param keyId of the key that sealed it; authenticated, so that it cannot be exchanged
   * @param bytes nonce and ciphertext
   */
  record Sealed(String keyId, byte[] bytes) {
    @Override
    public String toString() {
      return "Sealed[" + keyId + "]";
    }
  }

  /** The operator's fault or an attack; no person and no provider can mend it. */
  final class CannotOpen extends RuntimeException {
    CannotOpen(String message) {
      super(message);
    }
  }
}
