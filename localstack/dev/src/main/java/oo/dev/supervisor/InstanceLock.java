package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NoSuchElementException;
import oo.postgres.Aside;

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
      Aside.unlessFile(tree.state().resolve("lock"));
      FileChannel channel =
          FileChannel.open(
              tree.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartFailed("oO already runs from this folder: " + said(note));
      }
      return new InstanceLock(channel, lock, note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line that the other start left. */
  static String said(Path note) {
    try {
      return Files.readAllLines(note).getLast();
    } catch (IOException | NoSuchElementException e) {
      return "it is starting.";
    }
  }

  /** Sets the line that a second start prints. The launcher reads our process id above it. */
  void says(String address) {
    try {
      Aside.unlessFile(note);
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
