package oo.host.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import oo.host.base.TemporaryFile;

/**
 * Content in a temporary file, up to a limit. A full disk is an {@link ObjectStore.Unavailable}.
 */
public final class Spool implements ObjectStore.Content, AutoCloseable {
  /** More than the limit was written. */
  public static final class TooLarge extends RuntimeException {
    private TooLarge(long atMost) {
      super("More than " + atMost + " bytes");
    }
  }

  private final TemporaryFile file;
  private final long atMost;
  private long length;

  private Spool(TemporaryFile file, long atMost) {
    this.file = file;
    this.atMost = atMost;
  }

  /**
   * @param atMost bytes
   */
  public static Spool open(long atMost) {
    try {
      return new Spool(TemporaryFile.create("oo-spool"), atMost);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Empties the spool and returns the stream that fills it, which throws {@link TooLarge} beyond
   * the limit.
   */
  public OutputStream refill() {
    try {
      file.empty();
    } catch (IOException e) {
      throw unavailable(e);
    }
    length = 0;
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int count) {
        if (length + count > atMost) {
          throw new TooLarge(atMost);
        }
        try {
          file.write(ByteBuffer.wrap(from, offset, count), length);
        } catch (IOException e) {
          throw unavailable(e);
        }
        length += count;
      }
    };
  }

  private static ObjectStore.Unavailable unavailable(IOException e) {
    return new ObjectStore.Unavailable(e.getClass().getName(), e);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public InputStream open() {
    return file.read();
  }

  @Override
  public void close() {
    file.close();
  }
}
