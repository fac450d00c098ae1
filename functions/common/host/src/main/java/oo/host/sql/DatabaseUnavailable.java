package oo.host.sql;

import java.util.Set;

/**
 * The database cannot be reached, is shutting down, has no room, or only reads. A later retry may
 * succeed.
 */
public final class DatabaseUnavailable extends RuntimeException {
  /** PostgreSQL's classes of connection exceptions, of shutting down, and of missing resources. */
  private static final Set<String> CLASSES = Set.of("08", "57P", "53");

  private static final String DISK_FULL = "53100";
  private static final String ONLY_READS = "25006";
  private static final String IO_ERROR = "58030";
  private static final String NO_CONNECTION_LEFT = "53300";

  public DatabaseUnavailable(Throwable cause) {
    super(cause);
  }

  /** Whether an SQL state says so. */
  public static boolean is(String state) {
    return CLASSES.stream().anyMatch(state::startsWith)
        || state.equals(ONLY_READS)
        || state.equals(IO_ERROR);
  }

  /** Its disk has no room. */
  public boolean diskFull() {
    return state().equals(DISK_FULL);
  }

  /** It is a standby, or was told to refuse writes. */
  public boolean onlyReads() {
    return state().equals(ONLY_READS);
  }

  /** It answers, and others hold all of its connections. */
  public boolean full() {
    return state().equals(NO_CONNECTION_LEFT);
  }

  /** It may answer what only reads. */
  public boolean takesNoWrites() {
    return diskFull() || onlyReads();
  }

  private String state() {
    return Database.sqlState(this);
  }
}
