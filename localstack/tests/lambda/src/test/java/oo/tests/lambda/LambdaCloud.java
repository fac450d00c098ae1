package oo.tests.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import oo.host.base.LibraryLogs;
import oo.images.lambda.Artefact;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.template.Template;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.TemplateReader;
import oo.tests.journey.Backends;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The template deployed without a cloud: every function is its artefact under Lambda's client, with
 * the environment that the template gives it and nothing more; a gateway, queues, a bucket. Made
 * once for all tests of this module, as every function's process costs about a second.
 */
final class LambdaCloud implements AutoCloseable {
  private static final Path TREE = Oo.TREE;

  static {
    LibraryLogs.quiet(); // Before a library says its first word.
  }

  private static final String HANDLER = "oo.lambda.LambdaEntry::handleRequest";

  static final Template TEMPLATE = TemplateReader.read(TREE.resolve("infra/sam-template.yaml"));

  final Template template = TEMPLATE;
  final Backends backends = Backends.create();
  final Sqs sqs = Sqs.start();
  private final Bucket bucket = Bucket.start("test");
  final Map<String, String> queues = sqs.create(template.queues());
  private final Map<String, LambdaFunction> functions = new LinkedHashMap<>();
  private final Map<String, Path> artefacts = new ConcurrentHashMap<>();
  private final List<EventSource> sources = new ArrayList<>();
  private final Gateway gateway = Gateway.open(template, this::invoke);
  private final Path unpacked = temporary();

  private LambdaCloud() {
    backends.registerOrigin(gateway.origin());
    for (FunctionResource function : template.functions()) {
      functions.put(function.name(), new LambdaFunction(config(function)));
      if (function.trigger() instanceof Messages messages) {
        sources.add(
            new EventSource(
                sqs.client(),
                queues.get(messages.queue()),
                messages,
                event -> invoke(function.name(), event)));
      }
    }
    sources.forEach(EventSource::start);
  }

  /** The one of all tests that ask for it; it ends with them. */
  static final class Shared implements BeforeAllCallback {
    private static final ExtensionContext.Namespace OURS =
        ExtensionContext.Namespace.create(LambdaCloud.class);
    private LambdaCloud cloud;

    @Override
    public void beforeAll(ExtensionContext context) {
      cloud =
          context
              .getRoot()
              .getStore(OURS)
              .getOrComputeIfAbsent("cloud", key -> new LambdaCloud(), LambdaCloud.class);
    }

    LambdaCloud cloud() {
      return cloud;
    }
  }

  /** How a function is deployed. */
  FunctionConfig config(FunctionResource function) {
    Path folder =
        artefacts.computeIfAbsent(
            function.module(), module -> Artefact.unpack(zip(module), unpacked.resolve(module)));
    return FunctionConfig.of(function.name(), folder, HANDLER)
        .environment(environment(function))
        .environment(
            Map.of(
                "AWS_ENDPOINT_URL", bucket.endpoint().toString(),
                "AWS_ENDPOINT_URL_SQS", sqs.endpoint().toString()))
        .flags("-Xmx256m")
        .memory(1024)
        .timeout(function.timeout());
  }

  /** The template's variables, with this deployment's parameters and resources for its own. */
  private Map<String, String> environment(FunctionResource function) {
    var values = new HashMap<>(backends.settings());
    values.put("SITE_ORIGIN", gateway.origin());
    var environment = new HashMap<>(function.environment());
    environment.replaceAll((name, value) ->
        name.equals("FUNCTION_NAME")
            ? value
            : values.getOrDefault(name, queues.getOrDefault(value, value)));
    return environment;
  }

  private static Path zip(String module) {
    Path zip = TREE.resolve("functions/" + module + "/target/" + module + ".zip");
    if (!Files.exists(zip)) {
      throw new IllegalStateException(zip + " is not there: it is made by mvn package");
    }
    return zip;
  }

  String origin() {
    return gateway.origin();
  }

  Invocation invoke(String function, byte[] event) {
    return function(function).invoke(event);
  }

  LambdaFunction function(String name) {
    LambdaFunction function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException("No function " + name + "; there are " + functions);
    }
    return function;
  }

  FunctionResource resource(String name) {
    return template.functions().stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Starts these functions' processes, as many at once as there are processors. */
  void warm(List<String> names) {
    try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      names.forEach(name -> threads.execute(() -> function(name).start()));
    }
  }

  /** A person without a browser. */
  HttpPerson person() {
    return new HttpPerson(origin(), this::log);
  }

  /** A schedule's tick, as its rule sends it. */
  Invocation tick(String schedule) {
    return invoke(schedule, Recorded.bytes(Recorded.tick()));
  }

  /** oO's time goes on, and with it what waits in a queue. */
  void pass(Duration time) {
    backends.database.advance(time);
    sqs.pass(time);
  }

  /** What every process said so far. */
  String log() {
    var all = new StringBuilder();
    functions.values().forEach(function -> all.append(function.log()));
    return all.toString();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("oo-lambda-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    sources.parallelStream().forEach(EventSource::close);
    functions.values().forEach(LambdaFunction::close);
    sqs.close();
    bucket.close();
    backends.close();
    try (var files = Files.walk(unpacked)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
