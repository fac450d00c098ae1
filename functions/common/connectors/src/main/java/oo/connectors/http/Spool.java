package oo.connectors.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import oo.host.base.TemporaryFile;
import org.jspecify.annotations.Nullable;

/** A response's body: in memory up to a MiB, above in a temporary file. */
final class Spool implements BodySubscriber<Spool>, AutoCloseable {
  static final int IN_MEMORY = 1 << 20;

  private final long atMost;
  private final CompletableFuture<Spool> whole = new CompletableFuture<>();
  private byte[] memory = new byte[0];
  private @Nullable TemporaryFile file;
  private @Nullable Subscription subscription;
  private long size;
  private boolean tooLarge;
  private volatile boolean noRoom;
  private boolean closed;

  /**
   * @param atMost bytes; of a longer body it keeps the beginning, and reads no more
   */
  Spool(long atMost) {
    this.atMost = atMost;
  }

  /** In bytes, at most the limit. */
  long size() {
    return size;
  }

  /** Whether the body was longer than the limit. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** Whether the disk had no room for the body. */
  boolean noRoom() {
    return noRoom;
  }

  /** The body from its beginning, each time. Close the spool, not the stream. */
  InputStream open() {
    TemporaryFile spooled = file;
    return spooled == null ? new ByteArrayInputStream(memory, 0, (int) size) : spooled.read();
  }

  @Override
  public CompletionStage<Spool> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Subscription running = subscription;
    if (running == null || whole.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        keep(buffer);
      }
    } catch (IOException e) {
      noRoom = !closed;
      running.cancel();
      whole.completeExceptionally(e);
      return;
    }
    if (tooLarge) {
      // In this order: the client keeps the connection of a body that is complete.
      running.cancel();
      whole.complete(this);
    } else {
      running.request(1);
    }
  }

  private synchronized void keep(ByteBuffer buffer) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    int length = (int) Math.min(buffer.remaining(), atMost - size);
    tooLarge |= length < buffer.remaining();
    buffer.limit(buffer.position() + length);
    if (file == null && size + length > IN_MEMORY) {
      file = TemporaryFile.create("oo-answer");
      file.write(ByteBuffer.wrap(memory, 0, (int) size), 0);
      memory = new byte[0];
    }
    if (file == null) {
      if (size + length > memory.length) {
        memory = Arrays.copyOf(memory, (int) Math.min(IN_MEMORY, 2 * (size + length)));
      }
      buffer.get(memory, (int) size, length);
    } else {
      file.write(buffer, size);
    }
    size += length;
  }

  @Override
  public void onError(Throwable cause) {
    if (!tooLarge) {
      whole.completeExceptionally(cause);
    }
  }

  @Override
  public void onComplete() {
    whole.complete(this);
  }

  @Override
  public synchronized void close() {
    closed = true;
    memory = new byte[0];
    if (file != null) {
      file.close();
    }
  }
}
