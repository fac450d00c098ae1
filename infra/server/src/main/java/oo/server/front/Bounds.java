package oo.server.front;

import java.time.Duration;

/**
 * What one client may hold, and for how long. SECURITY.md has the table of all bounds, each with
 * the test that shows it.
 *
 * @param headerBytes of a request line and its headers together
 * @param header until a request's headers are complete, from the opening of the connection or the
 *     end of the reply before; so it is also how long an idle connection stays open
 * @param bodyBytes of a request, and of a function's reply; Lambda has the same
 * @param body until a request's body is complete, from the end of its headers
 * @param call for a function; API Gateway has the same
 * @param reply until a reply is taken, plus one second for each {@code replyBytesPerSecond}
 * @param connections open at once; beyond, the one that waits longest for its client is closed
 * @param connectionsOfAddress the same, for one address
 * @param calls of one function at once
 * @param largeBodies above 64 KB that are held at once
 * @param heldReplies bytes of replies above 64 KB that are held for slow clients at once
 */
public record Bounds(
    int headerBytes,
    Duration header,
    int bodyBytes,
    Duration body,
    Duration call,
    Duration reply,
    int replyBytesPerSecond,
    int connections,
    int connectionsOfAddress,
    int calls,
    int largeBodies,
    long heldReplies) {

  /** A body or a reply up to this size needs no share of the memory for large ones. */
  static final int SMALL = 64 * 1024;

  /** In 512 MB of heap. */
  public static final Bounds STANDARD =
      new Bounds(
          16 * 1024,
          Duration.ofSeconds(12),
          6 * 1024 * 1024,
          Duration.ofSeconds(15),
          Duration.ofSeconds(29),
          Duration.ofSeconds(15),
          32 * 1024,
          1_024,
          512,
          256,
          8,
          64L * 1024 * 1024);
}
