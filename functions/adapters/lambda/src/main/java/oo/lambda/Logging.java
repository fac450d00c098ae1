package oo.lambda;

import java.util.Map;

/**
 * Which of the loggers on the class path is used. By default the libraries find Log4j where
 * Powertools brought it, and start it before the first call, which costs more than all the rest of
 * a small function (docs/platform.md). So Log4j is used only where {@code POWERTOOLS_SERVICE_NAME}
 * is set: the template sets it for queues and schedules, where no person waits. Elsewhere it is the
 * JDK's.
 */
final class Logging {
  private static final String SERVICE = "POWERTOOLS_SERVICE_NAME";

  private Logging() {}

  /** Before a library makes its first logger. */
  static LambdaLog choose(Map<String, String> environment) {
    System.setProperty(
        "org.apache.commons.logging.LogFactory", "org.apache.commons.logging.impl.LogFactoryImpl");
    System.setProperty(
        "org.apache.commons.logging.Log", "org.apache.commons.logging.impl.Jdk14Logger");
    String service = environment.getOrDefault(SERVICE, "");
    if (service.isBlank()) {
      System.setProperty("slf4j.provider", "org.slf4j.jul.JULServiceProvider");
      return new MetricLine(System.out);
    }
    System.setProperty("slf4j.provider", "org.apache.logging.slf4j.SLF4JServiceProvider");
    return new PowertoolsLog(service);
  }
}
