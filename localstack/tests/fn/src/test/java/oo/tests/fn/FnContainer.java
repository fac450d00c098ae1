package oo.tests.fn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import oo.dev.supervisor.SmallJvm;

/**
 * A function's process, started as Fn starts a container: an environment, and a socket's name. It
 * is an image in Fn's sandbox, or a JVM of this machine. Where this user may make a mount
 * namespace, the JVM's folder for temporary files is {@code noexec}, as Fn's {@code /tmp} is, and
 * its home cannot be written to.
 */
public final class FnContainer implements AutoCloseable {
  private static final List<String> NOEXEC =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs -o noexec,nosuid,size=64m tmpfs \"$0\" && exec \"$@\"");

  /**
   * What Fn's agent gives a container by default: a root that is read-only, no program in {@code
   * /tmp}, a user without capabilities, and bounds of memory, threads and open files.
   */
  public static final List<String> SANDBOX =
      List.of(
          ("--read-only --tmpfs /tmp:noexec --user 1000:1000 --cap-drop all"
                  + " --security-opt no-new-privileges --memory 512m --memory-swap 512m"
                  + " --pids-limit 50 --ulimit nofile=350 --ulimit memlock=65536"
                  + " --ulimit sigpending=5000 --ulimit msgqueue=819200")
              .split(" "));

  private static final boolean MAY_MOUNT = mayMount();

  private final Path folder;
  private final Process process;
  private final Duration patience;
  private final List<String> freeze;
  private final List<String> thaw;
  private final List<String> end;

  private FnContainer(
      Path folder,
      Process process,
      Duration patience,
      List<String> freeze,
      List<String> thaw,
      List<String> end) {
    this.folder = folder;
    this.process = process;
    this.patience = patience;
    this.freeze = freeze;
    this.thaw = thaw;
    this.end = end;
  }

  /**
   * An image in a container engine, in Fn's sandbox, but on the network of this machine. The engine
   * freezes it between calls.
   */
  public static FnContainer inSandbox(String image, Map<String, String> config) {
    try {
      Path folder = Files.createTempDirectory("fn-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      String name = "oo-" + folder.getFileName();
      var command = new ArrayList<>(List.of("docker", "run", "--rm", "--name", name));
      command.addAll(List.of("--network", "host", "--volume", folder + ":/tmp/iofs"));
      command.addAll(SANDBOX);
      Map<String, String> environment = environment(config, "/tmp/iofs");
      environment.keySet().forEach(variable -> command.addAll(List.of("--env", variable)));
      command.add(image);
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile());
      builder.environment().putAll(environment);
      return new FnContainer(
          folder,
          builder.start(),
          Duration.ofMinutes(1), // Fn waits for five seconds; this machine may be busy.
          List.of("docker", "pause", name),
          List.of("docker", "unpause", name),
          List.of("docker", "rm", "--force", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FnContainer start(String classPath, Map<String, String> config) {
    try {
      Path folder = Files.createTempDirectory("fn-");
      Map<String, String> environment = environment(config, folder.toString());
      ProcessBuilder builder =
          SmallJvm.of("128m", classPath, environment, "oo.fn.FnEntry")
              .redirectOutput(folder.resolve("log").toFile())
              .directory(folder.toFile());
      Path temporary = Files.createDirectory(folder.resolve("tmp"));
      builder.command().addAll(1, List.of("-Djava.io.tmpdir=" + temporary, "-Duser.home=/nowhere"));
      if (MAY_MOUNT) {
        builder.command().addAll(0, NOEXEC);
        builder.command().add(NOEXEC.size(), temporary.toString());
      }
      Process process = builder.start();
      String pid = String.valueOf(process.pid());
      return new FnContainer(
          folder,
          process,
          Duration.ofSeconds(90), // It has no AOT cache, on a machine that may be busy.
          List.of("kill", "-STOP", pid),
          List.of("kill", "-CONT", pid),
          List.of("kill", "-KILL", pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean mayMount() {
    var probe = new ArrayList<>(NOEXEC);
    probe.addAll(List.of("/mnt", "true"));
    try {
      return new ProcessBuilder(probe).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> environment(Map<String, String> config, String folder) {
    var environment = new HashMap<>(config);
    environment.put("FN_FORMAT", "http-stream");
    environment.put("FN_LISTENER", "unix:" + folder + "/lsnr.sock");
    environment.put("FN_APP_NAME", "oo");
    environment.put("FN_FN_NAME", config.getOrDefault("FUNCTION_NAME", ""));
    return environment;
  }

  /** True when the socket has its name; false when the process ended before. */
  boolean ready() {
    Path socket = socket();
    long until = System.nanoTime() + patience.toNanos();
    while (process.isAlive() && System.nanoTime() < until) {
      if (Files.exists(socket)) {
        return true;
      }
      pause();
    }
    return Files.exists(socket) && process.isAlive();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path socket() {
    return folder.resolve("lsnr.sock");
  }

  FnSocket connect() throws IOException {
    return FnSocket.to(socket());
  }

  /** One call on a new connection. */
  FnAnswer call(Map<String, List<String>> headers, byte[] body) throws IOException {
    try (FnSocket connection = connect()) {
      return connection.call(headers, body);
    }
  }

  /** As Fn does after a call: no thread of it runs. */
  void freeze() {
    run(freeze);
  }

  void thaw() {
    run(thaw);
  }

  private static void run(List<String> command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Of a process that ended by itself. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    run(end);
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
