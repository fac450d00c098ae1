package oo.vault;

import oo.signals.ConnectionRef;

/**
 * Seals bytes for one connection by authenticated encryption with associated data (AEAD).
 *
 * <p>Every implementation guarantees: bytes that were sealed for one user, connection or key do not
 * open for another; a change of any byte is detected; sealing the same bytes twice gives different
 * results. The newest key seals; older keys still open.
 *
 * <p>There is no replay protection: an older sealed value of the same connection opens too.
 *
 * <p>An implementation must not log or keep opened bytes.
 */
public interface TokenVault {

  /** Seals under the newest key. */
  Sealed seal(ConnectionRef whose, byte[] plain);

  /**
   * Opens what was sealed for the same connection.
   *
   * @throws CannotOpen when the key is not configured, the value was sealed for another connection
   *     or key, or a byte was changed; it does not tell which
   */
  byte[] open(ConnectionRef whose, Sealed sealed);

  /** The id of the key that seals now. */
  String newestKey();

  /**
   * @param keyId of the sealing key; authenticated
   * @param bytes nonce and ciphertext
   */
  record Sealed(String keyId, byte[] bytes) {
    @Override
    public String toString() {
      return "Sealed[" + keyId + "]";
    }
  }

  /** A wrong configuration or an attack; only the operator can correct it. */
  final class CannotOpen extends RuntimeException {
    CannotOpen(String message) {
      super(message);
    }
  }
}
