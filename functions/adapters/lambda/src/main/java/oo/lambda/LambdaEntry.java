package oo.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import oo.host.FunctionHost;
import oo.host.Wiring;
import oo.host.base.LibraryLogs;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.lambda.events.AwsFunction;
import org.jspecify.annotations.Nullable;

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
  private final MetricLine log = new MetricLine(System.out);
  private final Iterable<Wiring> wirings;
  private final RotatingSettings settings;
  // Held here, as CRaC's context does not hold it.
  private final Snapshot snapshot;
  private Serving serving;
  private @Nullable Map<String, String> refused;

  /** As Lambda makes it. */
  public LambdaEntry() {
    this(
        System.getenv(),
        ServiceLoader.load(Wiring.class),
        SecretReferences.ofEnvironment(),
        System::currentTimeMillis);
  }

  LambdaEntry(
      Map<String, String> environment,
      Iterable<Wiring> wirings,
      UnaryOperator<Map<String, String>> resolve,
      LongSupplier clock) {
    logByTheJdk();
    this.wirings = wirings;
    this.settings = new RotatingSettings(environment, resolve, log, clock);
    this.serving = Serving.with(settings, wirings, log);
    this.snapshot = Snapshot.of(this);
  }

  /**
   * What serves calls.
   *
   * @param values of the settings that it was made with
   */
  private record Serving(
      Map<String, String> values,
      LambdaPlatform platform,
      FunctionHost host,
      AwsFunction function) {
    static Serving with(RotatingSettings rotating, Iterable<Wiring> wirings, MetricLine log) {
      Map<String, String> values = rotating.values();
      var settings = new Settings(values);
      String name =
          settings.required(
              "FUNCTION_NAME", "Set it to the function that this environment serves.");
      var platform = new LambdaPlatform(rotating);
      FunctionHost host =
          FunctionHost.start(wirings, module -> settings, platform, log, name::equals);
      return new Serving(values, platform, host, new AwsFunction(host, name));
    }

    void end() {
      platform.disconnect();
      host.close();
    }
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    byte[] bytes = event.readAllBytes();
    log.of(context.getAwsRequestId());
    settings.freshen();
    renew();
    try {
      answer.write(serving.function().call(bytes));
    } finally {
      serving.host().flush();
    }
  }

  /** Serves with the secrets as they were last read. Those that cannot be used are left alone. */
  private void renew() {
    Map<String, String> values = settings.values();
    if (values == serving.values() || values == refused) {
      return;
    }
    try {
      Serving next = Serving.with(settings, wirings, log);
      serving.end();
      serving = next;
    } catch (MissingSettings | MissingSetting e) {
      refused = values;
      settings.kept(e);
    }
  }

  /** Before a snapshot is taken, as a connection does not survive one. */
  void beforeSnapshot() {
    serving.platform().disconnect();
  }

  /** The snapshot may be weeks old. What cannot be reached now is tried again by the first call. */
  void afterRestore() {
    Thread connecting = Thread.ofPlatform().name("connect").start(serving.platform()::connect);
    settings.reread();
    try {
      connecting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    renew();
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
