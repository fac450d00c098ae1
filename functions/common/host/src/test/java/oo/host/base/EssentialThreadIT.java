package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a process when one of its threads ends by a throwable. */
final class EssentialThreadIT {
  private static final int LIVES = 0;

  @ParameterizedTest
  @CsvSource({
    "start, java.lang.OutOfMemoryError, 3",
    "start, java.lang.NoClassDefFoundError, 3",
    "start, java.lang.NullPointerException, 3",
    "run, java.lang.AssertionError, 3",
    "every, java.lang.OutOfMemoryError, 3",
    "every, java.lang.StackOverflowError, 3",
    "every, java.lang.IllegalStateException, 0",
    "thread, java.lang.InternalError, 3",
    "thread, java.lang.StackOverflowError, 0",
    "thread, java.lang.IllegalStateException, 0",
    "executor, java.lang.OutOfMemoryError, 3",
  })
  void itEndsOrGoesOn(String way, String thrown, int exit) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EssentialThreadIT.class.getName(),
                    way,
                    thrown))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isEqualTo(exit);
    assertThat(said).contains(thrown).doesNotContain("secret-4711").contains("\"at\":");
    assertThat(said.contains("went on")).as(said).isEqualTo(exit == LIVES);
  }

  /** Ends with 0 when it goes on after the throwable. */
  public static void main(String[] arguments) throws Exception {
    LibraryLogs.ofProcess();
    var again = new CountDownLatch(2);
    Runnable work =
        () -> {
          again.countDown();
          EssentialThreadIT.<RuntimeException>raise(arguments[1]);
        };
    switch (arguments[0]) {
      case "start" -> EssentialThread.start("x", work);
      case "run" -> EssentialThread.run(work);
      case "every" -> EssentialThread.every("x", Duration.ofMillis(10), work::run);
      case "thread" -> {
        Thread.ofVirtual().start(work);
        again.countDown();
      }
      default -> Executors.newVirtualThreadPerTaskExecutor().execute(work);
    }
    again.await();
    Thread.sleep(2_000); // Until the line is written.
    System.out.println("went on");
    System.exit(LIVES);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(String thrown) throws T {
    try {
      throw (T) Class.forName(thrown).getConstructor(String.class).newInstance("secret-4711");
    } catch (ReflectiveOperationException e) {
      throw (T)
          (thrown.endsWith("AssertionError")
              ? new AssertionError("secret-4711")
              : new IOException(e));
    }
  }
}
