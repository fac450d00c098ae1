package oo.host.limits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Passes bytes on to a server on loopback, or accepts and passes nothing while it hangs. */
final class HangingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final ReadWriteLock hanging = new ReentrantReadWriteLock();

  HangingProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Until the same thread calls {@link #goOn}. */
  void hang() {
    hanging.writeLock().lock();
  }

  void goOn() {
    hanging.writeLock().unlock();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket from = listening.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofVirtual().start(() -> pump(from, to));
        Thread.ofVirtual().start(() -> pump(to, from));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var some = new byte[8192];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        hanging.readLock().lock();
        hanging.readLock().unlock();
        out.write(some, 0, n);
      }
    } catch (IOException e) {
      // Either side closed it.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
