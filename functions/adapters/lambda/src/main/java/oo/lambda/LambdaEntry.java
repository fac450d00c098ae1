package oo.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.ServiceLoader;
import oo.host.FunctionHost;
import oo.host.Wiring;
import oo.host.base.LibraryLogs;
import oo.host.base.Settings;
import oo.lambda.events.AwsFunction;

/**
 * What Lambda calls: {@code oo.lambda.LambdaEntry::handleRequest}. One environment serves one
 * function, {@code FUNCTION_NAME}, and only by events of its kind. Everything that the first call
 * needs is made in the constructor, which is Lambda's initialisation phase and, with SnapStart,
 * part of the snapshot.
 *
 * <p>What is missing or malformed stops the start, and the error names it. An error that a call
 * throws holds nothing of its event.
 */
public final class LambdaEntry implements RequestStreamHandler {
  private final AwsFunction function;
  private final MetricLine log = new MetricLine(System.out);
  // Held here, as CRaC's context does not hold it.
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public LambdaEntry() {
    this(System.getenv(), ServiceLoader.load(Wiring.class));
  }

  LambdaEntry(Map<String, String> environment, Iterable<Wiring> wirings) {
    logByTheJdk();
    var settings = new Settings(SecretReferences.resolved(environment));
    String name =
        settings.required("FUNCTION_NAME", "Set it to the function that this environment serves.");
    var platform = new LambdaPlatform();
    this.function =
        new AwsFunction(
            FunctionHost.start(wirings, module -> settings, platform, log, name::equals), name);
    this.snapshot = Snapshot.of(platform);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    byte[] bytes = event.readAllBytes();
    log.of(context.getAwsRequestId());
    answer.write(function.call(bytes));
  }

  /** Before a library makes its first logger: what it warns of is a line of JSON too. */
  private static void logByTheJdk() {
    System.setProperty(
        "org.apache.commons.logging.LogFactory", "org.apache.commons.logging.impl.LogFactoryImpl");
    System.setProperty(
        "org.apache.commons.logging.Log", "org.apache.commons.logging.impl.Jdk14Logger");
    LibraryLogs.ofProcess();
  }

  Snapshot snapshot() {
    return snapshot;
  }
}
