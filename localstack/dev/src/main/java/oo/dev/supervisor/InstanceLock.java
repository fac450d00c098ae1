package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Allows one supervisor for each tree. The lock ends with its process. */
final class InstanceLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;
  private final Path note;

  private InstanceLock(FileChannel channel, FileLock lock, Path note) {
    this.channel = channel;
    this.lock = lock;
    this.note = note;
  }

  /**
   * @throws StartFailed when another supervisor holds it; the message has its address
   */
  static InstanceLock take(Tree tree) {
    Path note = tree.state().resolve("running");
    try {
      Files.createDirectories(tree.state());
      FileChannel channel =
          FileChannel.open(
              tree.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        String where = Files.exists(note) ? Files.readAllLines(note).getLast() : "it is starting.";
        throw new StartFailed("oO already runs from this folder: " + where);
      }
      return new InstanceLock(channel, lock, note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the line that a second start prints. The launcher reads our process id above it. */
  void says(String address) {
    try {
      Files.writeString(note, ProcessHandle.current().pid() + "\n" + address + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(note);
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
