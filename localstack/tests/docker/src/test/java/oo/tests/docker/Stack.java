package oo.tests.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.contract.Json;
import oo.host.base.LibraryLogs;
import oo.host.base.SiteOrigin;
import oo.server.front.Front;
import oo.server.front.FrontConfig;
import oo.tests.journey.Backends;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import org.testcontainers.containers.BindMode;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The template on LocalStack, deployed by the init hook of the compose file. The front, the
 * database and the stand-ins run in this process.
 */
final class Stack implements AutoCloseable {
  static final String IMAGE =
      System.getenv().getOrDefault("OO_LOCALSTACK_IMAGE", "localstack/localstack:4.14.0");
  private static final String DEPLOYED = "/tmp/oo/deployed";

  final Backends backends;
  final SqsClient sqs;
  private final LocalStackContainer localstack;
  private final Front front;
  private final String site;
  private final Map<String, String> resources;

  private Stack(
      Backends backends,
      LocalStackContainer localstack,
      Front front,
      String site,
      Map<String, String> resources) {
    this.backends = backends;
    this.localstack = localstack;
    this.front = front;
    this.site = site;
    this.resources = resources;
    this.sqs = client(SqsClient.builder());
  }

  /** A client of this LocalStack. The caller must close it. */
  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(localstack.getEndpoint())
        .region(Region.of(localstack.getRegion()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(localstack.getAccessKey(), localstack.getSecretKey())))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** The environment by which a function calls this LocalStack. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL", localstack.getEndpoint().toString(),
        "AWS_REGION", localstack.getRegion(),
        "AWS_ACCESS_KEY_ID", localstack.getAccessKey(),
        "AWS_SECRET_ACCESS_KEY", localstack.getSecretKey());
  }

  static Stack deployed() {
    LibraryLogs.quiet();
    DockerCondition.requireImage(IMAGE);
    DockerHost host = DockerHost.find();
    Backends backends = Backends.reachableAt(host.name(), host.addresses());
    Front front = opened();
    String site = "http://localhost:" + front.port();
    backends.registerOrigin(site);
    var localstack = container(backends, site, Loopback.freePort());
    localstack.start();
    Map<String, String> resources = resources(localstack);
    URI api = localstack.getEndpoint().resolve(resources.get("api"));
    front.serve(() -> Optional.of(api), line -> {}, new SiteOrigin(site));
    return new Stack(backends, localstack, front, site, resources);
  }

  /** Gives the init hook the same environment and folders as the compose file does. */
  private static LocalStackContainer container(Backends backends, String site, int port) {
    var environment = new HashMap<>(backends.settings());
    environment.remove("OBJECTS_KEY");
    environment.put("SITE_ORIGIN", site);
    environment.put("OBJECTS_ENDPOINT", "http://localhost:" + port);
    environment.put("OO_TREE", "/oo");
    environment.put("OO_API", DEPLOYED + "/api");
    return emulator(port)
        .withEnv(environment)
        .withFileSystemBind(of("infra"), "/oo/infra", BindMode.READ_ONLY)
        .withFileSystemBind(of("functions"), "/oo/functions", BindMode.READ_ONLY)
        .withFileSystemBind(of("localstack/init"), "/etc/localstack/init", BindMode.READ_ONLY);
  }

  /** LocalStack on this port, with nothing deployed. */
  @SuppressWarnings("resource") // The caller closes it.
  static LocalStackContainer emulator(int port) {
    LocalStackContainer container =
        new LocalStackContainer(
                DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("localstack/localstack"))
            .withEnv("LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT", "180")
            .withEnv("LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC", "1")
            .withEnv("LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_ERROR_SEC", "1")
            .withStartupTimeout(Duration.ofMinutes(6));
    container.setPortBindings(List.of("127.0.0.1:" + port + ":4566"));
    return container;
  }

  private static String of(String folder) {
    return Oo.TREE.resolve(folder).toString();
  }

  /** A front on a free port, with the pages. */
  static Front opened() {
    try {
      return Front.open(new FrontConfig(Oo.TREE.resolve("static-site"), "127.0.0.1", 0, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** LocalStack is ready even when its init hook failed, so this checks what the hook left. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> resources(LocalStackContainer localstack) {
    try {
      var resources =
          localstack.copyFileFromContainer(
              DEPLOYED + "/resources.json",
              stream -> (Map<String, String>) Json.mapper().readValue(stream, Map.class));
      var api = localstack.copyFileFromContainer(DEPLOYED + "/api", Stack::text);
      var all = new HashMap<>(resources);
      all.put("api", api);
      return all;
    } catch (RuntimeException e) {
      throw new AssertionError("The template was not deployed: " + localstack.getLogs(), e);
    }
  }

  private static String text(java.io.InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
  }

  /** The site's origin. */
  String site() {
    return site;
  }

  /** The API's shared as LocalStack serves it, without the front's limits. */
  URI api() {
    return localstack.getEndpoint().resolve(resource("api"));
  }

  /** The physical id of a resource of the template: a queue's URL, a function's name. */
  String resource(String id) {
    String physical = resources.get(id);
    if (physical == null) {
      throw new AssertionError("Not deployed: " + id);
    }
    return physical;
  }

  HttpPerson person() {
    return new HttpPerson(site, this::lastLogLines);
  }

  /** The end of LocalStack's log, which includes the functions' output. */
  String lastLogLines() {
    String all = localstack.getLogs();
    return all.substring(Math.max(0, all.length() - 4_000));
  }

  @Override
  public void close() {
    front.close();
    sqs.close();
    localstack.close();
    backends.close();
  }
}
