package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of this tree, built, with {@code ./oo run}'s supervisor running in it. */
final class RunningCopy implements AutoCloseable {
  /** The line that opens a file's class. */
  static final Pattern OPENING =
      Pattern.compile("(?m)^(?:public )?(?:final |abstract )*class [A-Z][^{]*\\{\n");

  /** The time from a save until it is served. */
  static final Duration PROMISED = Duration.ofSeconds(10);

  /** For a step without a promised time; a busy machine takes less. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Set<String> FETCHED = Set.of("node_modules", "python_modules");

  private static final Pattern INITIALIZED = Pattern.compile("fully_initialized .* (oo\\.[\\w.]+)");

  private final Path tree;
  private final int port;
  private final Process supervisor;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningCopy(Path tree, int port, Process supervisor) {
    this.tree = tree;
    this.port = port;
    this.supervisor = supervisor;
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    supervisor
        .inputReader(StandardCharsets.UTF_8)
        .lines()
        .peek(System.out::println)
        .forEach(said::add);
  }

  static RunningCopy start(Path tree) throws Exception {
    Path original = original();
    copy(original, tree);
    int port = free();
    Modules.Module dev =
        Modules.of(tree).all().stream()
            .filter(module -> module.folder().endsWith("localstack/dev"))
            .findFirst()
            .orElseThrow();
    var environment = new HashMap<>(System.getenv());
    environment.keySet().retainAll(Set.of("PATH", "HOME", "LANG"));
    environment.put("OO_PORT", String.valueOf(port));
    ProcessBuilder builder =
        SmallJvm.of(
            "512m", dev.classPath(), environment, Supervisor.class.getName(), tree.toString());
    var running = new RunningCopy(tree, port, builder.start());
    running.until("oO is ready", PATIENCE);
    return running;
  }

  private static Path original() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("oo"))) {
      folder = folder.resolve("..").normalize();
    }
    return folder;
  }

  /** Copies the sources and the build results of the modules. */
  private static void copy(Path from, Path to) throws IOException {
    for (String part : List.of("functions", "infra", "localstack", "static-site", "pom.xml")) {
      Files.walkFileTree(
          from.resolve(part),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is)
                throws IOException {
              boolean built = folder.endsWith("target");
              if (FETCHED.contains(folder.getFileName().toString())
                  || folder.endsWith("src/test")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (built && Files.exists(folder.resolve("classpath"))) {
                copyBuilt(folder, from, to);
              }
              return built ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
              if (is.isRegularFile()) {
                copyFile(file, to.resolve(from.relativize(file)));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    Files.createFile(Files.createDirectories(to.resolve(".oo")).resolve("built"));
  }

  private static void copyBuilt(Path target, Path from, Path to) throws IOException {
    Path copied = Files.createDirectories(to.resolve(from.relativize(target)));
    Files.writeString(
        copied.resolve("classpath"),
        Files.readString(target.resolve("classpath")).replace(from.toString(), to.toString()));
    for (String made : List.of("classes", "native")) {
      for (Path file : Compiler.files(target.resolve(made), "")) {
        copyFile(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void copyFile(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolve("..").normalize());
    Files.copy(from, to);
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path tree() {
    return tree;
  }

  String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(PROMISED)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Sends a request that ends the server; the client may send it again, which waits. */
  void endedBy(String path) throws Exception {
    try {
      get(path);
    } catch (IOException e) {
      // As expected.
    }
  }

  /** A connection that has sent these bytes; {@code HOST} in them is the site's. */
  Socket sent(String bytes) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(bytes.replace("HOST", "localhost:" + port).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  void append(String file, String text) throws IOException {
    Files.writeString(tree.resolve(file), text, StandardOpenOption.APPEND);
  }

  /** Saves a file; the lines that the supervisor prints, up to the awaited one. */
  List<String> saved(Path file, String text, String awaited) throws Exception {
    Files.writeString(file, text);
    return until(awaited, PATIENCE);
  }

  List<String> until(String awaited, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    var lines = new ArrayList<String>();
    do {
      String line = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(line).as("\"%s\" within %s, after %s", awaited, time, lines).isNotNull();
      lines.add(line);
    } while (!lines.getLast().contains(awaited));
    return lines;
  }

  /** Waits until the server prints the line. */
  void untilLogged(String line) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(tree.resolve(".oo/oo.log")).contains(line)) {
      assertThat(System.nanoTime()).as("\"%s\" in the log", line).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** The folders of our modules on the class path of the server's JVM. */
  List<Path> modulesOfTheServer() throws Exception {
    var properties = new Properties();
    properties.load(new StringReader(jcmd(server(), "VM.system_properties")));
    return Stream.of(properties.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(entry -> entry.startsWith(tree))
        .map(entry -> entry.resolve("../..").normalize())
        .toList();
  }

  /** The server's process id. */
  private String server() throws Exception {
    List<String> children =
        supervisor.children().map(child -> String.valueOf(child.pid())).toList();
    return jcmd("-l")
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(java -> java[1].equals("oo.server.Main") && children.contains(java[0]))
        .findFirst()
        .orElseThrow()[0];
  }

  private static String jcmd(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(arguments));
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** By module, the sources whose classes the server's JVM has initialized. */
  Map<Path, List<Path>> usedSources(List<Path> modules) throws Exception {
    List<String> used =
        INITIALIZED
            .matcher(jcmd(server(), "VM.classes"))
            .results()
            .map(found -> found.group(1).replace('.', '/') + ".java")
            .toList();
    var sources = new LinkedHashMap<Path, List<Path>>();
    for (Path module : modules) {
      sources.put(
          module,
          used.stream()
              .map(module.resolve("src/main/java")::resolve)
              .filter(source -> Files.exists(source) && opens(source))
              .toList());
    }
    return sources;
  }

  private static boolean opens(Path source) {
    try {
      return OPENING.matcher(Files.readString(source)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    supervisor.destroy();
    assertThat(supervisor.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
