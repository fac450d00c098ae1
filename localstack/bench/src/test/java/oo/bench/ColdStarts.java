package oo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.bench.Samples.Measure;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.images.training.Operation;
import oo.images.training.SampleEvents;
import oo.images.training.SampleUser;
import oo.images.training.TrainingEnvironment;

/**
 * The artefacts of {@code recommend} and {@code complete} under AWS's runtime interface client: the
 * first call of a process, with and without an AOT cache, and further calls.
 */
final class ColdStarts implements Benchmark {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int TRAINING_CALLS = 20;
  private static final int WARM_UP_CALLS = 50;
  private static final int WARM_CALLS = 100;

  @Override
  public int rounds() {
    return 15;
  }

  @Override
  public Subject prepare(Revision revision) throws IOException {
    var packages = new EnumMap<Operation, DeploymentPackage>(Operation.class);
    for (Operation operation : Operation.values()) {
      packages.put(
          operation,
          DeploymentPackage.ofZip(
              revision.name(), revision.handler(), revision.artefact(operation.module)));
    }
    return new Started(packages, new TrainingEnvironment(revision.database()));
  }

  /** Functions of one implementation, against an environment that is theirs alone. */
  static final class Started implements Subject {
    private final Map<Operation, DeploymentPackage> packages;
    private final TrainingEnvironment environment;
    private final Map<Operation, List<String>> caches = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> statements = new EnumMap<>(Operation.class);

    Started(Map<Operation, DeploymentPackage> packages, TrainingEnvironment environment)
        throws IOException {
      this.packages = packages;
      this.environment = environment;
      for (Operation operation : packages.keySet()) {
        statements.put(operation, work(operation).statements().size());
        caches.put(operation, train(operation));
      }
    }

    @Override
    public void measure(Samples samples) {
      for (Operation operation : packages.keySet()) {
        measure(samples, operation, "AOT cache", caches.get(operation));
        measure(samples, operation, "no cache", List.of());
        samples.add(
            new Measure(operation.function + ", statements", ""), statements.get(operation));
      }
    }

    private void measure(Samples samples, Operation operation, String mode, List<String> flags) {
      String what = operation.function + ", " + mode + ", ";
      SampleUser user = environment.user(operation);
      byte[] event = event(operation, user);
      List<byte[]> events =
          Stream.generate(() -> event(operation, user)).limit(WARM_UP_CALLS + WARM_CALLS).toList();
      try (var process = LambdaProcess.start(config(operation, flags))) {
        Invocation first = process.invoke(event);
        double processor = process.processorTime().toMillis();
        GatewayResponse.of(first);
        samples.add(new Measure(what + "cold start", "ms"), ms(first.sinceStart()));
        samples.add(new Measure(what + "processor time of it", "ms"), processor);
        median(process, events.subList(0, WARM_UP_CALLS));
        samples.add(
            new Measure(what + "warm, a new token", "ms"),
            median(process, events.subList(WARM_UP_CALLS, events.size())));
        samples.add(
            new Measure(what + "warm, the same token", "ms"),
            median(process, Collections.nCopies(WARM_CALLS, event)));
      } finally {
        environment.queue.drain();
      }
    }

    private static double median(LambdaProcess process, List<byte[]> events) {
      var took = new ArrayList<Double>();
      for (byte[] event : events) {
        Invocation call = process.invoke(event);
        GatewayResponse.of(call);
        took.add(ms(call.took()));
      }
      return Samples.median(took);
    }

    /** What a first call does. */
    Work work(Operation operation) {
      return Work.of(
          environment, operation, user -> LambdaProcess.start(config(operation, List.of())));
    }

    /** Trains an AOT cache; with its flags, a cache that does not fit stops the start. */
    private List<String> train(Operation operation) throws IOException {
      Path cache = packages.get(operation).folder().resolve("classes.aot");
      SampleUser user = environment.user(operation);
      try (var process =
          LambdaProcess.start(config(operation, List.of("-XX:AOTCacheOutput=" + cache)))) {
        for (int i = 0; i < TRAINING_CALLS; i++) {
          GatewayResponse.of(process.invoke(event(operation, user)));
        }
        process.stop(TIMEOUT.multipliedBy(3));
        if (!Files.exists(cache)) {
          throw new IllegalStateException(
              packages.get(operation).name() + " left no AOT cache\n" + process.log());
        }
      } finally {
        environment.queue.drain();
      }
      return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
    }

    private FunctionConfig config(Operation operation, List<String> flags) {
      DeploymentPackage artefact = packages.get(operation);
      var all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
      all.addAll(flags);
      return FunctionConfig.of(operation.function, artefact.folder(), artefact.handler())
          .environment(environment.settings(operation.function))
          .flags(all.toArray(String[]::new))
          .classPath(artefact.classPath())
          .timeout(TIMEOUT)
          .memory(1024);
    }

    @Override
    public void close() throws IOException {
      environment.close();
      for (DeploymentPackage artefact : packages.values()) {
        artefact.delete();
      }
    }
  }

  static byte[] event(Operation operation, SampleUser user) {
    return SampleEvents.of(
        operation, user.token(TrainingEnvironment.SITE), TrainingEnvironment.SITE);
  }

  private static double ms(Duration time) {
    return time.toNanos() / 1e6;
  }
}
