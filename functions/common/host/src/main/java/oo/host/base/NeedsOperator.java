package oo.host.base;

/**
 * oO cannot go on until its operator acts; a retry alone changes nothing. The message says what is
 * wrong and what to do, in words of oO: it is shown and logged.
 */
public final class NeedsOperator extends RuntimeException {
  public NeedsOperator(String message) {
    super(message);
  }

  public NeedsOperator(String message, Throwable cause) {
    super(message, cause);
  }
}
