package oo.bench.coldstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where and when it was measured. */
final class Machine {
  private Machine() {}

  static String described() {
    return LocalDate.now(ZoneOffset.UTC)
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + processor()
        + ", JDK "
        + Runtime.version();
  }

  /** Of the last minute, and what it means. */
  static String load() {
    try {
      String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
      boolean busy = Double.parseDouble(load) > Runtime.getRuntime().availableProcessors() / 2.0;
      return load + (busy ? " (busy: trust ratios only, and those little)" : "");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
