package oo.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import oo.contract.HealthCheck;
import oo.fn.protocol.StoredObject;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports in a bucket of a server that is not AWS's. */
final class ExportBucketIT extends ObjectStoreContract {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder = Path.of("");
  private S3Server server;

  @BeforeAll
  static void needTheProgram() {
    assumeTrue(S3Server.program().isPresent(), "versitygw is not installed");
  }

  @BeforeEach
  void start() throws IOException {
    server = S3Server.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  ObjectStore store() {
    return server.bucket().objects();
  }

  @Override
  long kept() throws IOException {
    return server.kept();
  }

  /** As a browser, which knows nothing but the link. */
  @Override
  Optional<StoredObject> read(String link) {
    HttpResponse<byte[]> got = get(server.endpoint() + link);
    if (got.statusCode() != 200) {
      assertThat(got.statusCode()).isIn(403, 404);
      return Optional.empty();
    }
    String name =
        got.headers()
            .firstValue("Content-Disposition")
            .orElseThrow()
            .replaceFirst(".*\"(.*)\"", "$1");
    byte[] bytes = got.body();
    return Optional.of(
        new StoredObject(
            name,
            got.headers().firstValue("Content-Type").orElseThrow(),
            new ObjectStore.Content() {
              @Override
              public long length() {
                return bytes.length;
              }

              @Override
              public InputStream open() {
                return new ByteArrayInputStream(bytes);
              }
            }));
  }

  private static HttpResponse<byte[]> get(String address) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLinkDiesWithItsTimeAndWithAnyChange() throws InterruptedException {
    String link =
        path(
            store()
                .put(key("timed"), "application/json", content(random(9)), Duration.ofSeconds(3)));
    assertThat(read(link)).isPresent();
    assertThat(read(link.replace("timed", "other"))).isEmpty();
    assertThat(read(link.replace("Expires=3", "Expires=9"))).isEmpty();
    assertThat(read(link.replaceAll("\\?.*", ""))).isEmpty();

    Thread.sleep(4_000);
    assertThat(read(link)).isEmpty();
  }

  @Test
  void aLinkLeadsWhereBrowsersReachTheServer() {
    ObjectStore store =
        server.bucket("EXPORT_S3_LINKS", "http://localhost:" + server.port).objects();

    URI link =
        store.put(key("links"), "application/json", content(random(9)), Duration.ofMinutes(1));

    assertThat(link.getHost()).isEqualTo("localhost");
    assertThat(get(link.toString()).statusCode()).isEqualTo(200);
  }

  @Test
  void healthSaysWhatToDo() throws IOException {
    assertThat(server.bucket().check())
        .isEqualTo(HealthCheck.green("export bucket", "It takes files."));

    Map<String, ExportBucket> faults =
        Map.of(
            "EXPORT_S3_SECRET_KEY", server.bucket("EXPORT_S3_SECRET_KEY", "another"),
            "EXPORT_S3_ACCESS_KEY", server.bucket("EXPORT_S3_ACCESS_KEY", "another"),
            "EXPORT_S3_BUCKET", server.bucket("EXPORT_S3_BUCKET", "another"),
            "EXPORT_S3_ENDPOINT", server.bucket("EXPORT_S3_ENDPOINT", "http://127.0.0.1:1"),
            "EXPORT_S3_REGION", server.bucket("EXPORT_S3_REGION", "eu-west-9"));
    faults.forEach((setting, bucket) -> {
      HealthCheck check = bucket.check();
      assertThat(check.ok()).as(setting).isFalse();
      assertThat(check.mend()).as(check.detail()).contains(setting);
      assertThatThrownBy(() ->
              bucket
                  .objects()
                  .put(key("refused"), "text/plain", content(random(9)), Duration.ofMinutes(1)))
          .as(setting)
          .isInstanceOf(ObjectStore.Unavailable.class)
          .hasMessageNotContaining(S3Server.SECRET);
    });
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void anAnswerOf500IsTriedAgainAndSilenceEnds() throws IOException {
    var asked = new AtomicInteger();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(asked.getAndIncrement() == 0 ? 500 : 200, -1);
          exchange.close();
        });
    proxy.start();
    try {
      ObjectStore store =
          server
              .bucket("EXPORT_S3_ENDPOINT", "http://127.0.0.1:" + proxy.getAddress().getPort())
              .objects();
      byte[] bytes = random(9);
      var again =
          new ObjectStore.Content() {
            @Override
            public long length() {
              return bytes.length;
            }

            @Override
            public InputStream open() {
              return new ByteArrayInputStream(bytes);
            }
          };
      store.put(key("again"), "text/plain", again, Duration.ofMinutes(1));
      assertThat(asked).hasValue(2);
    } finally {
      proxy.stop(0);
    }
    try (var silent = new java.net.ServerSocket(0)) {
      ExportBucket bucket =
          server.bucket("EXPORT_S3_ENDPOINT", "http://127.0.0.1:" + silent.getLocalPort());
      assertThat(bucket.check().mend()).contains("EXPORT_S3_ENDPOINT");
    }
  }

  @Test
  void aWrongSettingStopsTheStart() {
    for (String wrong : new String[] {"s3.example.com", "ftp://s3", "http://", "h ttp"}) {
      assertThatThrownBy(() -> server.bucket("EXPORT_S3_ENDPOINT", wrong))
          .as(wrong)
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining("EXPORT_S3_ENDPOINT");
    }
    assertThat(ExportBucket.from(new Settings(Map.of()))).isEmpty();
  }
}
