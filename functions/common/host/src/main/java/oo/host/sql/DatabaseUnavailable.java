package oo.host.sql;

/** The database cannot be reached, is shutting down, or has no room. A later retry may succeed. */
public final class DatabaseUnavailable extends RuntimeException {
  public DatabaseUnavailable(Throwable cause) {
    super(cause);
  }
}
