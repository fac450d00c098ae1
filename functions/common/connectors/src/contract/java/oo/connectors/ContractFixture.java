package oo.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connector of the provider under test, which reaches its provider through a proxy. */
public abstract class ContractFixture {
  protected static final URI REDIRECT =
      URI.create("http://localhost:8080/api/connectors/any/callback");
  static final String VERIFIER = "v".repeat(43);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  protected final ConnectionRef ref =
      new ConnectionRef(new UserId(Uuid7.next()), new ConnectionId(Uuid7.next()));
  protected final String account = "robin-" + UUID.randomUUID() + "@example.com";

  TestProvider source;
  Connector connector;
  private LyingProxy proxy;

  protected abstract TestProvider source();

  @BeforeEach
  void connect() {
    source = source();
    proxy = new LyingProxy(source.origin());
    connector = connector(Map.of(source.backChannel(), proxy.base()));
  }

  /**
   * @param other settings that differ from the provider's
   */
  protected final Connector connector(Map<String, String> other) {
    var settings = new HashMap<>(source().settings(REDIRECT));
    settings.putAll(other);
    Providers providers = Providers.from(new Settings(settings));
    return providers.all().stream()
        .flatMap(provider -> providers.connector(provider.id()).stream())
        .findFirst()
        .orElseThrow();
  }

  @AfterEach
  void clearFaults() {
    source.behave();
    proxy.close();
  }

  protected final Connector connector() {
    return connector;
  }

  protected final LyingProxy proxy() {
    return proxy;
  }

  protected final Grant granted() {
    return connector.finishOauth(exchange(), deadline());
  }

  protected final CodeExchange exchange() {
    return new CodeExchange(code(), VERIFIER, REDIRECT, null);
  }

  final String code() {
    String code = query(source.agree(connector.beginOauth(attempt("s")), account)).get("code");
    assertThat(code).isNotNull();
    return code;
  }

  static OauthAttempt attempt(String state) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
      return new OauthAttempt(
          state, Base64.getUrlEncoder().withoutPadding().encodeToString(hash), REDIRECT);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  protected final FetchResult read(Credential credential, @Nullable String cursor) {
    return connector.fetchSignals(ref, credential, cursor, deadline());
  }

  protected static CallDeadline deadline() {
    return deadline(TIMEOUT);
  }

  protected static CallDeadline deadline(Duration timeout) {
    return new CallDeadline(now(), timeout);
  }

  static Instant now() {
    return Instant.now();
  }

  protected static Command once(String task) {
    return new Command(task, Occurrence.NONE, Uuid7.next(), false, false, false);
  }

  protected static Command daily(String task, String occurrence) {
    return new Command(task, new Occurrence(occurrence), Uuid7.next(), true, false, false);
  }

  protected static Command unsure(Command command) {
    return new Command(
        command.subject(),
        command.occurrence(),
        command.commandId(),
        command.recurring(),
        true,
        false,
        command.with());
  }

  protected static Command withdrawn(String task) {
    return new Command(task, Occurrence.NONE, Uuid7.next(), false, true, true);
  }

  protected static List<String> subjects(FetchResult fetched) {
    return fetched.events().stream().map(NormalizedEvent::subject).toList();
  }

  static List<String> ids(FetchResult fetched) {
    return fetched.events().stream().map(NormalizedEvent::id).toList();
  }

  protected static NormalizedEvent event(Iterable<NormalizedEvent> events, String subject) {
    return StreamSupport.stream(events.spliterator(), false)
        .filter(event -> event.subject().equals(subject))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError("No event of " + subject));
  }

  protected static Task task(FetchResult fetched, String subject) {
    return task(fetched.events(), subject);
  }

  static Task task(Iterable<NormalizedEvent> events, String subject) {
    Task task = event(events, subject).task();
    assertThat(task).isNotNull();
    return task;
  }

  static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0],
                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                (a, b) -> b,
                HashMap::new));
  }
}
