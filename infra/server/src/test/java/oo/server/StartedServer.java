package oo.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.postgres.TestDatabase;
import oo.template.FreshKeys;

/** The server over {@link TestWiring} and an empty database, and a client to it. */
final class StartedServer implements AutoCloseable {
  final TestDatabase database = TestDatabase.create();
  final TestWiring wiring = new TestWiring();
  final List<Map<String, Object>> log = new java.util.concurrent.CopyOnWriteArrayList<>();
  final Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  StartedServer() throws IOException {
    this(Map.of());
  }

  StartedServer(Map<String, String> more) throws IOException {
    Path tree = Path.of("../..").toAbsolutePath().normalize();
    var settings = new HashMap<>(settings(database));
    settings.putAll(more);
    server =
        Server.start(
            ServerConfig.of(tree, Files.createTempDirectory("oo-data-"), settings)
                .only(List.of(wiring))
                .logging(log::add));
  }

  static Map<String, String> settings(TestDatabase database) {
    var settings = new HashMap<>(FreshKeys.fresh());
    settings.put("DATABASE_URL", database.url());
    settings.put("DATABASE_USER", database.user());
    settings.put("DATABASE_PASSWORD", database.password());
    return settings;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** As one of our pages writes. */
  HttpResponse<String> write(String method, String path, byte[] body) throws Exception {
    return client.send(
        request(path)
            .headers("X-OO", "1", "Origin", server.baseUrl())
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.baseUrl() + path));
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
