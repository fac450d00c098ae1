package oo.dev.supervisor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the runtime listens; who asks while it is shut waits. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private int port;

  void open(int runtime) {
    lock.lock();
    try {
      port = runtime;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void shut() {
    lock.lock();
    try {
      port = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The runtime's port; empty when it did not come in time. */
  Optional<Integer> await(Duration time) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (port == 0 && left > 0) {
        left = opened.awaitNanos(left);
      }
      return port == 0 ? Optional.empty() : Optional.of(port);
    } finally {
      lock.unlock();
    }
  }
}
