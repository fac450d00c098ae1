package oo.host.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Content in a temporary file. On Unix the file loses its name when it is opened, so that it does
 * not outlive the process.
 */
public final class Spool implements ObjectStore.Content, AutoCloseable {
  /** More than the limit was written. */
  public static final class TooLarge extends RuntimeException {
    private TooLarge(long atMost) {
      super("More than " + atMost + " bytes");
    }
  }

  private final FileChannel file;
  private final long atMost;
  private long length;

  private Spool(FileChannel file, long atMost) {
    this.file = file;
    this.atMost = atMost;
  }

  /**
   * @param atMost bytes
   */
  public static Spool open(long atMost) {
    try {
      Path path = Files.createTempFile("oo-spool", null);
      return new Spool(
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE)),
          atMost);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Empties the spool and returns the stream that fills it, which throws {@link TooLarge} beyond
   * the limit.
   */
  public OutputStream refill() {
    try {
      file.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    length = 0;
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int count) throws IOException {
        if (length + count > atMost) {
          throw new TooLarge(atMost);
        }
        for (var bytes = ByteBuffer.wrap(from, offset, count); bytes.hasRemaining(); ) {
          length += file.write(bytes, length);
        }
      }
    };
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        int read = file.read(ByteBuffer.wrap(into, offset, count), at);
        at += Math.max(read, 0);
        return read;
      }
    };
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // Only the temporary file is lost.
    }
  }
}
