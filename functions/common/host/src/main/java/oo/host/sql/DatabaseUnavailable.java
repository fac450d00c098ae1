package oo.host.sql;

import java.util.Set;

/**
 * The database cannot be reached, is shutting down, has no room, or only reads. A later retry may
 * succeed.
 */
public final class DatabaseUnavailable extends RuntimeException {
  /** PostgreSQL's classes of connection exceptions, of shutting down, and of missing resources. */
  private static final Set<String> CLASSES = Set.of("08", "57P", "53");

  /** A transaction that only reads, as on a standby; and input or output that failed. */
  private static final Set<String> STATES = Set.of("25006", "58030");

  public DatabaseUnavailable(Throwable cause) {
    super(cause);
  }

  /** Whether an SQL state says so. */
  public static boolean is(String state) {
    return CLASSES.stream().anyMatch(state::startsWith) || STATES.contains(state);
  }
}
