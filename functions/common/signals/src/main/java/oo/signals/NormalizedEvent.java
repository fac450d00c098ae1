package oo.signals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to one task at its source.
 *
 * @param id a hash of connection, subject and the provider's version, so that a redelivery changes
 *     nothing
 * @param schema of this record
 * @param subject the provider's id of the task
 * @param at when it happened, by the provider's clock
 * @param seenAt when it was read, by the database's clock
 * @param task as it is now; null when it was closed or deleted and the provider sent no more
 * @param traceparent of the call that read it
 */
public record NormalizedEvent(
    String id,
    int schema,
    ConnectionRef connection,
    String subject,
    Kind kind,
    Instant at,
    Instant seenAt,
    @Nullable Task task,
    @Nullable String traceparent)
    implements BusEvent {

  public static final int SCHEMA = 1;

  public enum Kind {
    OPENED,
    CHANGED,
    CLOSED,
    DELETED,
    /** A complete reading does not name it: closed, deleted, or out of the person's reach. */
    GONE;

    /** Whether the task is open after it. */
    public boolean open() {
      return this == OPENED || this == CHANGED;
    }
  }

  public NormalizedEvent {
    if (kind.open() && task == null) {
      throw new IllegalArgumentException("An open task has features: " + kind);
    }
  }

  /**
   * @param providerVersion changes at the provider with every change of the task, completion
   *     included
   */
  public static NormalizedEvent of(
      ConnectionRef connection,
      String subject,
      Kind kind,
      String providerVersion,
      Instant at,
      Instant seenAt,
      @Nullable Task task) {
    return new NormalizedEvent(
        idOf(connection.connection(), subject, kind, providerVersion),
        SCHEMA,
        connection,
        subject,
        kind,
        at,
        seenAt,
        task,
        Invocation.traceparent());
  }

  private static String idOf(
      ConnectionId connection, String subject, Kind kind, String providerVersion) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      // Lengths first, so that no two triples have the same bytes.
      for (String part :
          new String[] {
            connection.toString(), subject, kind.open() ? "open" : "over", providerVersion
          }) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
