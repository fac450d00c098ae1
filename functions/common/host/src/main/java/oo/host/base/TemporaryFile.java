package oo.host.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file for as long as it is open. On Unix it loses its name when it is opened, so that it does
 * not outlive the process.
 */
public final class TemporaryFile implements AutoCloseable {
  private final FileChannel file;

  private TemporaryFile(FileChannel file) {
    this.file = file;
  }

  /**
   * @param prefix of its name, while it has one
   */
  public static TemporaryFile create(String prefix) throws IOException {
    Path path = Files.createTempFile(prefix, null);
    try {
      return new TemporaryFile(
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE)));
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Writes all of them, beginning at that byte of the file. */
  public void write(ByteBuffer bytes, long at) throws IOException {
    for (long next = at; bytes.hasRemaining(); ) {
      next += file.write(bytes, next);
    }
  }

  public void empty() throws IOException {
    file.truncate(0);
  }

  /** From the beginning, each time; several can read at once. Close the file, not the stream. */
  public InputStream read() {
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
