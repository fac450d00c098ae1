package oo.server.front;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import oo.host.base.EssentialThread;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that wait for their client longer than the bounds allow. When there are too
 * many, the one that has waited longest is closed for the next: a new client is never refused, as
 * it would be by Jetty's limits, which stop accepting.
 *
 * <p>Deadlines are for a whole header, body or reply. Jetty's idle timeout and data rates begin
 * again with each byte, or are looked at only when a byte moves.
 */
final class Connections implements Connection.Listener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("oo.front");
  private static final Duration SWEEP = Duration.ofMillis(100);
  private static final long BETWEEN_WARNINGS = Duration.ofSeconds(10).toNanos();

  /**
   * @param since nanoseconds, as {@link System#nanoTime}
   * @param until after which the connection is closed
   * @param bytes of a reply that the client has to take
   */
  private record Waiting(long since, long until, long bytes) {}

  private static final class Client {
    final Connection connection;
    final String address;

    /** Null while a request of it is served. */
    volatile @Nullable Waiting waiting;

    Client(Connection connection) {
      this.connection = connection;
      this.address =
          connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
              ? remote.getAddress().getHostAddress()
              : "";
    }

    long since() {
      Waiting now = waiting;
      return now == null ? Long.MAX_VALUE : now.since();
    }

    long bytes() {
      Waiting now = waiting;
      return now == null ? 0 : now.bytes();
    }
  }

  private final Bounds bounds;
  private final long started = System.nanoTime();
  private volatile long warned = -BETWEEN_WARNINGS;
  private final Map<Connection, Client> open = new ConcurrentHashMap<>();
  private final Thread timer;

  Connections(Bounds bounds) {
    this.bounds = bounds;
    this.timer = EssentialThread.every("oo-connections", SWEEP, this::closeLate);
  }

  @Override
  public void onOpened(Connection connection) {
    var client = new Client(connection);
    open.put(connection, client);
    wait(client, bounds.header(), 0);
    if (open.size() > bounds.connectionsOfAddress()) {
      Predicate<Client> near = other -> other.address.equals(client.address);
      if (open.values().stream().filter(near).count() > bounds.connectionsOfAddress()) {
        closeOldest(near);
        return;
      }
    }
    if (open.size() > bounds.connections()) {
      closeOldest(other -> true);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** A request is complete; what it takes from now on is not its client's. */
  void serving(Request request) {
    Client client = open.get(of(request));
    if (client != null) {
      client.waiting = null;
    }
  }

  /** The client has to send a body. */
  void reading(Request request) {
    Client client = open.get(of(request));
    if (client != null) {
      // Its reader answers first; this is for a client that does not take that answer either.
      wait(client, bounds.body().plus(bounds.reply()), 0);
    }
  }

  /**
   * The client has to take a reply.
   *
   * @return to be completed when it has; the client's next request is due from then on
   */
  Callback writing(Request request, int bytes, Callback callback) {
    Client client = open.get(of(request));
    if (client == null) {
      return callback;
    }
    Duration time = bounds.reply().plusSeconds(bytes / bounds.replyBytesPerSecond());
    wait(client, time, bytes);
    if (bytes > Bounds.SMALL && held() > bounds.heldReplies()) {
      closeOldest(other -> other.bytes() > Bounds.SMALL);
    }
    return Callback.from(() -> wait(client, bounds.header(), 0), callback);
  }

  private long held() {
    return open.values().stream().mapToLong(Client::bytes).filter(b -> b > Bounds.SMALL).sum();
  }

  private static Connection of(Request request) {
    return request.getConnectionMetaData().getConnection();
  }

  private void wait(Client client, Duration time, long bytes) {
    long now = now();
    client.waiting = new Waiting(now, now + time.toNanos(), bytes);
  }

  /** Above zero, so that it can be compared. */
  private long now() {
    return System.nanoTime() - started;
  }

  private void closeOldest(Predicate<Client> among) {
    long now = now();
    if (now - warned > BETWEEN_WARNINGS) {
      warned = now;
      LOG.log(System.Logger.Level.WARNING, "A bound is reached: the slowest client is closed");
    }
    open.values().stream()
        .filter(among.and(client -> client.waiting != null))
        .min(Comparator.comparingLong(Client::since))
        .ifPresent(this::close);
  }

  private void closeLate() {
    long now = now();
    for (Client client : open.values()) {
      Waiting waiting = client.waiting;
      if (waiting != null && waiting.until() < now) {
        close(client);
      }
    }
  }

  private void close(Client client) {
    open.remove(client.connection);
    try {
      // Not the connection, which would answer first.
      client.connection.getEndPoint().close();
    } catch (RuntimeException e) {
      // The others are closed too.
      LOG.log(System.Logger.Level.WARNING, "A connection does not close", e);
    }
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
