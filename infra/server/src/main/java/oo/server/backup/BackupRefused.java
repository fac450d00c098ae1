package oo.server.backup;

/**
 * There is no backup, or nothing was restored. The message is for the operator: what is wrong, and
 * what to do.
 */
public final class BackupRefused extends RuntimeException {
  public BackupRefused(String message) {
    super(message);
  }
}
