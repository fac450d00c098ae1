package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One supervisor a tree. The lock dies with its process, however that ends. */
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
   * @throws Stopped when another has it, saying where it is
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
        throw new Stopped("oO runs already from this folder: " + where);
      }
      return new InstanceLock(channel, lock, note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a second start is told; the launcher reads our number before it. */
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
