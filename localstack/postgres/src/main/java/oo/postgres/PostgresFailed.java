package oo.postgres;

/** PostgreSQL could not be started or stopped; the message is one sentence for the operator. */
public final class PostgresFailed extends RuntimeException {
  public PostgresFailed(String message) {
    super(message);
  }
}
