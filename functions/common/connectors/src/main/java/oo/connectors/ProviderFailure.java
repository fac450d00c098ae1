package oo.connectors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to a provider failed. Its message is in words for a person and holds nothing that the
 * provider sent.
 */
public abstract sealed class ProviderFailure extends RuntimeException {
  private ProviderFailure(String message) {
    super(message, null, false, false);
  }

  /** What to tell a person. */
  public String words() {
    return String.valueOf(getMessage());
  }

  /**
   * The access token is not accepted; a refresh may help, and when that says so too only the person
   * can.
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

    /** Null when it did not say how long. */
    public @Nullable Duration retryAfter() {
      return retryAfter;
    }
  }

  /** No answer, or none that can be understood. */
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

  /**
   * The provider does not accept oO itself: its client id or secret. Only the operator can mend it,
   * no person and no grant is at fault.
   */
  public static final class ClientRefused extends ProviderFailure {
    public ClientRefused(String message) {
      super(message);
    }
  }

  /** The provider refuses what was asked; asking again will not help. */
  public static final class Refused extends ProviderFailure {
    public Refused(String message) {
      super(message);
    }
  }
}
