package oo.images.lambda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.images.lambda.Outcome.Exited;
import oo.images.lambda.Outcome.TimedOut;
import oo.images.lambda.RuntimeApi.Call;
import oo.images.lambda.RuntimeApi.NotInitialised;
import oo.images.lambda.RuntimeApi.Result;
import oo.images.training.LambdaEnvironment;

/**
 * One execution environment: a JVM with AWS's runtime interface client and a function in it. It
 * serves one call at a time. After a time-out, or when the process ended, every call fails.
 */
public final class LambdaProcess implements AutoCloseable {
  private static final String ACCOUNT = "000000000000";
  // How a managed runtime starts its JVM, as seen in one; the function's own flags come after.
  private static final List<String> MANAGED =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+TieredCompilation",
          "-XX:TieredStopAtLevel=1",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
          "-Djava.net.preferIPv4Stack=true",
          "-XX:+ErrorFileToStderr");
  // A process that has not asked for its first event by then is given up; Lambda's limit is
  // shorter.
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final FunctionConfig config;
  private final RuntimeApi api;
  private final Process process;
  private final Path log;
  private final long started;
  private long logged;

  private LambdaProcess(
      FunctionConfig config, RuntimeApi api, Process process, Path log, long started) {
    this.config = config;
    this.api = api;
    this.process = process;
    this.log = log;
    this.started = started;
  }

  /** Starts the process and returns at once. An event given before it is ready waits for it. */
  public static LambdaProcess start(FunctionConfig config) {
    RuntimeApi api = RuntimeApi.start();
    try {
      Path log = Files.createTempFile("lambda-" + config.name() + "-", ".log");
      log.toFile().deleteOnExit();
      Map<String, String> environment = environment(config, api.address());
      var builder =
          new ProcessBuilder(
                  config.container().isEmpty()
                      ? command(config)
                      : container(config, environment.keySet()))
              .directory(config.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      long started = System.nanoTime();
      Process process = builder.start();
      process.onExit().thenAccept(ended -> api.over(new Exited(ended.exitValue())));
      return new LambdaProcess(config, api, process, log, started);
    } catch (IOException e) {
      api.close();
      throw new UncheckedIOException(config.name() + " cannot be started", e);
    }
  }

  private static List<String> container(FunctionConfig config, Set<String> variables) {
    var command = new ArrayList<>(config.container());
    variables.forEach(variable -> command.addAll(2, List.of("--env", variable)));
    return command;
  }

  private static List<String> command(FunctionConfig config) {
    String classPath =
        Stream.concat(config.classPath().stream(), RuntimeInterfaceClient.jars().stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(MANAGED);
    command.add(RuntimeInterfaceClient.nativeFlag());
    command.addAll(config.flags());
    command.addAll(List.of("-cp", classPath, RuntimeInterfaceClient.MAIN, config.handler()));
    return command;
  }

  private static Map<String, String> environment(FunctionConfig config, String api) {
    var all = LambdaEnvironment.of(config.name(), config.environment(), api);
    all.put("_HANDLER", config.handler());
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(config.memory()));
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", config.checkpointed() ? "snap-start" : "on-demand");
    all.put("LAMBDA_TASK_ROOT", config.folder().toString());
    all.put("LAMBDA_RUNTIME_DIR", config.folder().toString());
    return all;
  }

  /**
   * Waits until it asks for its first event.
   *
   * @return how long that took, from the start of the process
   * @throws IllegalStateException when it does not get there; it says why, with the log
   */
  public Duration awaitInitialised() {
    return sinceStart(awaited(api.initialised));
  }

  /** The same for one that is {@link FunctionConfig#checkpointed}, until it can be restored. */
  public Duration awaitCheckpoint() {
    return sinceStart(awaited(api.checkpointed));
  }

  /** Lets it go on from its checkpoint. */
  public void restore() {
    api.restore();
  }

  private long awaited(CompletableFuture<Long> moment) {
    try {
      return moment.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotInitialised failure) {
        throw new IllegalStateException(failure.outcome + "\n" + log(), e);
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Not after " + LONGEST_START + "\n" + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Invocation invoke(String event) {
    return invoke(event.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Calls it, and waits for what that comes to.
   *
   * @throws IllegalArgumentException when the event is larger than Lambda takes (6 MB)
   */
  public synchronized Invocation invoke(byte[] event) {
    if (event.length > RuntimeApi.LARGEST) {
      throw new IllegalArgumentException("An event has 6 MB at most, not " + event.length);
    }
    String requestId = UUID.randomUUID().toString();
    var call = new Call(requestId, event, headers());
    api.offer(call);
    Result result;
    long handedOver;
    try {
      CompletableFuture.anyOf(call.handedOver, call.result)
          .get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
      result = call.result.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
      handedOver = call.handedOver.getNow(result.at());
    } catch (TimeoutException e) {
      handedOver = call.handedOver.getNow(started);
      kill();
      result = new Result(new TimedOut(config.timeout()), System.nanoTime());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Invocation(
        requestId,
        result.outcome(),
        fresh(),
        Duration.ofNanos(result.at() - handedOver),
        sinceStart(result.at()));
  }

  private Map<String, String> headers() {
    Instant now = Instant.now();
    String id = UUID.randomUUID().toString().replace("-", "");
    return Map.of(
        "Lambda-Runtime-Deadline-Ms",
        String.valueOf(now.plus(config.timeout()).toEpochMilli()),
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:" + LambdaEnvironment.REGION + ":" + ACCOUNT + ":function:" + config.name(),
        "Lambda-Runtime-Trace-Id",
        "Root=1-%08x-%s;Parent=%s;Sampled=0"
            .formatted(now.getEpochSecond(), id.substring(0, 24), id.substring(8, 24)));
  }

  private Duration sinceStart(long moment) {
    return Duration.ofNanos(moment - started);
  }

  /** All that the process wrote, to either stream. What it wrote before an answer is there. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String fresh() {
    String all = log();
    String news = all.substring((int) Math.min(logged, all.length()));
    logged = all.length();
    return news;
  }

  /**
   * The processor's time that all its threads have taken so far, as finely as the system counts (10
   * ms on Linux): what others do on this machine changes it less than the clock's.
   */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it can be called. */
  public boolean alive() {
    return process.isAlive() && !api.isOver();
  }

  /** Ends it at once, as {@code kill -9} does. Its log stays until it is closed. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends it as the service does, by SIGTERM, and waits; a JVM that writes an AOT cache at its end
   * does so here. One that takes longer than that time is killed.
   *
   * @return its exit code
   */
  public int stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    return process.exitValue();
  }

  /** Kills it, and forgets its log. */
  @Override
  public void close() {
    kill();
    api.close();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
