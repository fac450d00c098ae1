package oo.bench.coldstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome;
import oo.images.training.Operation;
import oo.images.training.SampleEvents;
import oo.images.training.SampleUser;
import oo.images.training.TrainingEnvironment;

/** Starts contestants: one process, one person, one first call. */
final class Starts {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int WARMING = 50;
  private static final int WARM = 100;

  private final Contest world;
  private final Path folder;

  /**
   * @param folder where AOT caches and logs are kept
   */
  Starts(Contest world, Path folder) {
    this.world = world;
    this.folder = folder;
  }

  /**
   * @param cold milliseconds from the start of the process to its first answer
   * @param processor milliseconds of the processor's time until then, of all threads
   * @param warm milliseconds of a further call with a token that it has not seen, the median
   * @param again the same with a token that it has seen
   */
  record Timed(double cold, double processor, double warm, double again) {}

  /** What a first call came to: the answer, the statements, the rows and the messages. */
  record Trail(
      Contestant contestant,
      Answer answer,
      List<String> statements,
      List<String> rows,
      List<String> messages) {}

  /**
   * Where the time of a cold start goes, in milliseconds.
   *
   * @param loading until the database is dialled
   * @param connecting until the connection stands
   * @param preparing until the function asks for its first event
   * @param asking until BEGIN
   * @param working until COMMIT is answered
   * @param answering until the answer is there
   */
  record Parts(
      double loading,
      double connecting,
      double preparing,
      double asking,
      double working,
      double answering) {}

  Timed timed(Lane lane, Operation operation) {
    Contestant contestant = lane.contestant;
    SampleUser person = world.person(operation);
    byte[] event = event(operation, person);
    List<byte[]> events =
        Stream.generate(() -> event(operation, person)).limit(WARMING + WARM).toList();
    try (var process = LambdaProcess.start(config(contestant, operation, false, lane.flags))) {
      Invocation first = process.invoke(event);
      double processor = process.processorTime().toMillis();
      answered(contestant, first);
      median(contestant, process, events.subList(0, WARMING));
      double warm = median(contestant, process, events.subList(WARMING, WARMING + WARM));
      double again = median(contestant, process, Collections.nCopies(WARM, event));
      return new Timed(first.sinceStart().toNanos() / 1e6, processor, warm, again);
    } finally {
      world.queue.drain();
    }
  }

  private static double median(Contestant contestant, LambdaProcess process, List<byte[]> events) {
    var took = new ArrayList<Double>();
    for (byte[] event : events) {
      Invocation call = process.invoke(event);
      answered(contestant, call);
      took.add(call.took().toNanos() / 1e6);
    }
    return Measures.median(took, Double::doubleValue);
  }

  private static byte[] event(Operation operation, SampleUser person) {
    return SampleEvents.of(operation, person.token(), TrainingEnvironment.SITE);
  }

  Trail trail(Contestant contestant, Operation operation) {
    SampleUser person = world.person(operation);
    byte[] event = event(operation, person);
    world.overheard.forget();
    world.queue.drain();
    try (var process = LambdaProcess.start(config(contestant, operation, true, List.of()))) {
      Answer first = answered(contestant, process.invoke(event));
      List<String> rows = world.rows(person);
      List<String> statements = world.overheard.statements();
      List<String> messages =
          world.queue.drain().stream()
              .map(message -> message.replace(person.user().toString(), "the person"))
              .toList();
      // What it answers from then on is what it answered first.
      Answer again = answered(contestant, process.invoke(event));
      if (!again.body().equals(first.body())) {
        throw new IllegalStateException(
            contestant.name() + " answers otherwise: " + first + "\n" + again);
      }
      return new Trail(contestant, first.comparable(operation), statements, rows, messages);
    }
  }

  Parts parts(Lane lane, Operation operation) {
    Contestant contestant = lane.contestant;
    SampleUser person = world.person(operation);
    byte[] event = event(operation, person);
    world.overheard.forget();
    long started = System.nanoTime();
    try (var process = LambdaProcess.start(config(contestant, operation, true, lane.flags))) {
      double initialised = process.awaitInitialised().toNanos() / 1e6;
      Invocation first = process.invoke(event);
      answered(contestant, first);
      Overheard.Moments heard = world.overheard.moments();
      double answer = first.sinceStart().toNanos() / 1e6;
      double handedOver = answer - first.took().toNanos() / 1e6;
      double dialled = (heard.dialled - started) / 1e6;
      double connected = (heard.connected - started) / 1e6;
      double began = (heard.began - started) / 1e6;
      double committed = (heard.committed - started) / 1e6;
      return new Parts(
          dialled,
          connected - dialled,
          initialised - connected,
          began - handedOver,
          committed - began,
          answer - committed);
    } finally {
      world.queue.drain();
    }
  }

  /** How many classes it loads until its first answer. */
  long classes(Lane lane, Operation operation) {
    Contestant contestant = lane.contestant;
    Path log = folder.resolve("classes.log");
    var all = new ArrayList<>(lane.flags);
    all.add("-Xlog:class+load:file=" + log);
    byte[] event = event(operation, world.person(operation));
    try (var process = LambdaProcess.start(config(contestant, operation, false, all))) {
      answered(contestant, process.invoke(event));
    }
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("source:")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Trains an AOT cache with a first call and some more.
   *
   * @return the flags that use it, and that stop the start when it does not fit
   */
  List<String> trained(Contestant contestant, Operation operation) {
    Path cache = folder.resolve(contestant.name() + "-" + operation.function + ".aot");
    SampleUser person = world.person(operation);
    try (var process =
        LambdaProcess.start(
            config(contestant, operation, false, List.of("-XX:AOTCacheOutput=" + cache)))) {
      for (int i = 0; i < 20; i++) {
        answered(contestant, process.invoke(event(operation, person)));
      }
      process.stop(PATIENCE.multipliedBy(3));
      if (!Files.exists(cache)) {
        throw new IllegalStateException(contestant.name() + " left no AOT cache\n" + process.log());
      }
    } finally {
      world.queue.drain();
    }
    return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
  }

  private FunctionConfig config(
      Contestant contestant, Operation operation, boolean listening, List<String> flags) {
    var all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    all.addAll(flags);
    Map<String, String> environment = world.environment(operation.function, listening);
    return FunctionConfig.of(operation.function, contestant.folder(), contestant.handler())
        .environment(environment)
        .flags(all.toArray(String[]::new))
        .classPath(contestant.classPath())
        .timeout(PATIENCE)
        .memory(1024);
  }

  private static Answer answered(Contestant contestant, Invocation call) {
    if (call.outcome() instanceof Outcome.Answered answered) {
      Answer answer = Answer.of(answered.payload());
      if (answer.status() == 200) {
        return answer;
      }
      throw new IllegalStateException(contestant.name() + " answers " + answer + "\n" + call.log());
    }
    throw new IllegalStateException(contestant.name() + ": " + call.outcome() + "\n" + call.log());
  }
}
