package oo.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import oo.template.TemplateRefused;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Runs the steps of a deployment. Each prints one line: its number, name, result and time. Details
 * go to a log file. The failure of a step says which step it was, what serves, and what to do.
 */
final class Steps implements AutoCloseable {
  /** What a step does; it returns its result in a few words. */
  interface Work {
    String run() throws InterruptedException;
  }

  private static final String AGAIN =
      "Run ./oo deploy again: it repeats what is done, and goes on.";

  private final PrintStream out;
  private final Path file;
  private final PrintStream log;
  private final Thread atTheEnd = new Thread(this::interrupted);
  private String serves = "Nothing changed.";
  private int number;
  private volatile String current = "";

  /** Appends to the log file, which the build of the artefacts began. */
  Steps(PrintStream out, Path file) {
    this.out = out;
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      this.log =
          new PrintStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true,
              StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CannotDeploy("The log " + file + " cannot be written: " + e.getMessage());
    }
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /** Where the details of a step go. */
  PrintStream log() {
    return log;
  }

  /** Says what people get while the next steps run, and when one of them fails. */
  void serves(String sentence) {
    serves = sentence;
  }

  /**
   * @throws CannotDeploy when the step failed
   */
  void run(String name, Work work) throws InterruptedException {
    number++;
    current = "Step " + number + ", " + name + ",";
    log.println("--- " + current + " " + Instant.now());
    out.printf("%3d  %-28s", number, name);
    out.flush();
    Instant start = Instant.now();
    try {
      String result = work.run();
      out.println(result + time(start));
      log.println(result);
      current = "";
    } catch (CannotDeploy | SdkException | TemplateRefused e) {
      out.println("failed" + time(start));
      e.printStackTrace(log);
      String reason = e instanceof SdkException ? "AWS refuses: " + e.getMessage() : e.getMessage();
      String what = current;
      current = "";
      throw new CannotDeploy(
          what
              + " failed: "
              + reason
              + "\n"
              + serves
              + " Mend that. "
              + AGAIN
              + " Details: "
              + file);
    }
  }

  private static String time(Instant start) {
    return String.format(" (%d s)", Duration.between(start, Instant.now()).toSeconds());
  }

  /** The process was told to end. */
  private void interrupted() {
    if (!current.isEmpty()) {
      out.println();
      out.println(current + " was interrupted. " + serves + " " + AGAIN);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atTheEnd);
    log.close();
  }
}
