package oo.connectors.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A response's body: in memory up to a MiB, above in a temporary file. On Unix the file loses its
 * name when it is opened, so that it does not outlive the process.
 */
final class Spool implements BodySubscriber<Spool>, AutoCloseable {
  static final int IN_MEMORY = 1 << 20;

  private final long atMost;
  private final CompletableFuture<Spool> whole = new CompletableFuture<>();
  private byte[] memory = new byte[0];
  private @Nullable FileChannel file;
  private @Nullable Subscription subscription;
  private long size;
  private boolean tooLarge;
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

  /** The body from its beginning, each time. Close the spool, not the stream. */
  InputStream open() {
    FileChannel spooled = file;
    return spooled == null ? new ByteArrayInputStream(memory, 0, (int) size) : new Reading(spooled);
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
      file = temporary();
      write(file, ByteBuffer.wrap(memory, 0, (int) size), 0);
      memory = new byte[0];
    }
    if (file == null) {
      if (size + length > memory.length) {
        memory = Arrays.copyOf(memory, (int) Math.min(IN_MEMORY, 2 * (size + length)));
      }
      buffer.get(memory, (int) size, length);
    } else {
      write(file, buffer, size);
    }
    size += length;
  }

  private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    for (long next = at; bytes.hasRemaining(); ) {
      next += file.write(bytes, next);
    }
  }

  private static FileChannel temporary() throws IOException {
    Path path = Files.createTempFile("oo-answer", null);
    try {
      return FileChannel.open(
          path,
          Set.of(
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
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
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // Only the temporary file is lost.
    }
  }

  /** By position, so that several can read. */
  private static final class Reading extends InputStream {
    private final FileChannel file;
    private long at;

    Reading(FileChannel file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = file.read(ByteBuffer.wrap(into, offset, length), at);
      at += Math.max(read, 0);
      return read;
    }
  }
}
