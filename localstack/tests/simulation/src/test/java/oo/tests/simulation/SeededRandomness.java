package oo.tests.simulation;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Random;

/**
 * Makes each {@link java.security.SecureRandom} of this JVM repeat itself: ids, tokens, seeds and
 * jitter of the product and of the stand-ins. Install it before any of them is loaded.
 */
public final class SeededRandomness extends Provider {
  private static final long serialVersionUID = 1;
  private static final Random SHARED = new Random(0);

  /** For other threads, such as Google's: RSA draws when its blinding factors are used up. */
  private static final Random OTHERS = new Random(1);

  private static volatile Thread simulating = Thread.currentThread();

  private SeededRandomness() {
    super("Simulation", "1", "A seeded SecureRandom");
    put("SecureRandom.Simulation", Spi.class.getName());
    put("SecureRandom.Simulation ThreadSafe", "true");
  }

  static void install() {
    if (Security.getProvider("Simulation") == null) {
      Security.insertProviderAt(new SeededRandomness(), 1);
    }
  }

  static void reset(long seed) {
    simulating = Thread.currentThread();
    synchronized (SHARED) {
      SHARED.setSeed(seed);
    }
  }

  private static Random random() {
    Thread thread = Thread.currentThread();
    boolean ours = thread == simulating || thread.getName().startsWith(LyingProvider.THREAD);
    return ours ? SHARED : OTHERS;
  }

  /** Reads the shared generator. */
  public static final class Spi extends SecureRandomSpi {
    private static final long serialVersionUID = 1;

    @Override
    protected void engineSetSeed(byte[] seed) {
      // A seed of one user would change what the others draw.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      Random random = random();
      synchronized (random) {
        random.nextBytes(bytes);
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      var bytes = new byte[count];
      engineNextBytes(bytes);
      return bytes;
    }
  }
}
