package oo.server.objects;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import oo.host.base.Settings;

/** The S3 server versitygw over a folder, on this machine. */
final class S3Server implements AutoCloseable {
  static final String SECRET = "a-secret-of-this-machine";

  private final Path folder;
  private final Process process;
  final int port;

  private S3Server(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /** Where it lies when it is installed. */
  static Optional<Path> program() {
    Path tree = Path.of("").toAbsolutePath();
    while (!Files.exists(tree.resolve("infra/sam-template.yaml"))) {
      tree = tree.getParent();
    }
    return Optional.of(tree.resolve(".oo/s3/versitygw")).filter(Files::isExecutable);
  }

  static S3Server start(Path folder) throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder.resolve("data/exports"));
    Files.createDirectories(folder.resolve("about"));
    var builder =
        new ProcessBuilder(
            program().orElseThrow().toString(),
            "--port",
            "127.0.0.1:" + port,
            "--quiet",
            "posix",
            "--sidecar",
            folder.resolve("about").toString(),
            folder.resolve("data").toString());
    builder.environment().put("ROOT_ACCESS_KEY", "oo");
    builder.environment().put("ROOT_SECRET_KEY", SECRET);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    var server = new S3Server(folder, builder.start(), port);
    server.await();
    return server;
  }

  private void await() throws IOException {
    for (int i = 0; i < 300; i++) {
      try (var ignored = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        try {
          Thread.sleep(100);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    throw new IOException("versitygw did not start: " + Files.readString(folder.resolve("log")));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Settings of its bucket, with some of them changed. */
  ExportBucket bucket(String... changed) {
    var settings =
        new java.util.HashMap<>(
            Map.of(
                "EXPORT_S3_ENDPOINT",
                endpoint().toString(),
                "EXPORT_S3_BUCKET",
                "exports",
                "EXPORT_S3_ACCESS_KEY",
                "oo",
                "EXPORT_S3_SECRET_KEY",
                SECRET));
    for (int i = 0; i < changed.length; i += 2) {
      settings.put(changed[i], changed[i + 1]);
    }
    return ExportBucket.from(new Settings(settings)).orElseThrow();
  }

  long kept() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("data/exports"))) {
      // Its own uploads that broke off are no objects.
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/.sgwtmp/"))
          .count();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
