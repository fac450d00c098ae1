package oo.connectors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call to a provider failed. The message is for a person and has no text of the provider. */
public abstract sealed class ProviderFailure extends RuntimeException {
  private ProviderFailure(String message) {
    super(message, null, false, false);
  }

  /** The message for a person. */
  public String words() {
    return String.valueOf(getMessage());
  }

  /**
   * The access token is not accepted. A refresh may help; when the refresh throws this too, only
   * the person can renew the grant.
   */
  public static final class Unauthorized extends ProviderFailure {
    public Unauthorized(String message) {
      super(message);
    }
  }

  /** The provider asks to wait (429, 503 with Retry-After). */
  public static final class Later extends ProviderFailure {
    private final @Nullable Duration retryAfter;

    public Later(String message, @Nullable Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    /** Null when the provider did not say. */
    public @Nullable Duration retryAfter() {
      return retryAfter;
    }
  }

  /** There was no response, or it was not understood. */
  public static final class Down extends ProviderFailure {
    private final boolean sent;

    public Down(String message, boolean sent) {
      super(message);
      this.sent = sent;
    }

    /** False when the provider cannot have received the request. */
    public boolean sent() {
      return sent;
    }
  }

  /** The provider does not accept oO's client id or secret. Only the operator can correct it. */
  public static final class ClientRefused extends ProviderFailure {
    public ClientRefused(String message) {
      super(message);
    }
  }

  /** The provider refuses the request; a retry does not help. */
  public static final class Refused extends ProviderFailure {
    public Refused(String message) {
      super(message);
    }
  }

  /**
   * The answer is larger than oO reads. A retry does not help until the person has less there; the
   * provider works.
   */
  public static final class TooLarge extends ProviderFailure {
    public TooLarge(String message) {
      super(message);
    }
  }
}
