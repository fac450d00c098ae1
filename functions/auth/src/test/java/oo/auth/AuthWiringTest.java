package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class AuthWiringTest {
  private final Map<String, String> settings = new HashMap<>(GeneratedKeys.make());

  AuthWiringTest() {
    settings.put("SITE_ORIGIN", "https://oo.example");
    settings.put("GOOGLE_CLIENT_ID", "id");
    settings.put("GOOGLE_CLIENT_SECRET", "secret");
    settings.put("REVOKE_QUEUE", "queue");
    settings.put("DELIVER_QUEUE", "queue");
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Wiring.class)).hasAtLeastOneElementOfType(AuthWiring.class);
  }

  @Test
  void startsWithoutADatabaseAndWithoutGoogle() {
    start().close();
  }

  @Test
  void whatIsMissingStopsTheStartByNameAndSaysHowToMakeIt() {
    assertStops("SITE_ORIGIN", null, "such as https://example.org");
    assertStops("GOOGLE_CLIENT_ID", null, "https://oo.example/api/auth/google/callback");
    assertStops("GOOGLE_CLIENT_SECRET", null, "console.cloud.google.com");
    assertStops("SESSION_PRIVATE_KEYS", null, "./oo keys");
    assertStops("SESSION_PUBLIC_KEYS", null, "SESSION_PRIVATE_KEYS");
    assertStops("REFRESH_KEYS", null, "openssl rand -base64 32");
    assertStops("REVOKE_QUEUE", null, "revoke_grants");
    assertStops("DELIVER_QUEUE", null, "deliver_completions");
  }

  @Test
  void whatIsMalformedStopsTheStartAndIsNotRepeated() {
    for (String bad :
        List.of(
            "zzz-secret",
            "r1:",
            "r1:AAAA",
            ":" + "A".repeat(44),
            "r1:" + "A".repeat(43) + "!",
            "r 1:" + "A".repeat(44),
            "r1:" + "A".repeat(44) + ",",
            "r1:" + "A".repeat(44) + ",r1:" + "B".repeat(44))) {
      assertStops("REFRESH_KEYS", bad, "openssl");
    }
    String publicKeys = settings.get("SESSION_PUBLIC_KEYS");
    String privateKeys = settings.get("SESSION_PRIVATE_KEYS");
    String halves =
        privateKeys.replaceFirst(
            "\"x\":\"[^\"]*\"", pick(GeneratedKeys.make(), "\"x\":\"[^\"]*\""));
    for (String bad :
        List.of(
            "zzz-secret",
            "{}",
            "{\"keys\":[]}",
            publicKeys,
            privateKeys.replaceFirst("\"kid\":\"[^\"]*\",?", ""),
            halves,
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"AAAA\"}]}")) {
      assertStops("SESSION_PRIVATE_KEYS", bad, "./oo keys");
    }
    assertStops("GOOGLE_ISSUER", "http://accounts.example", "https unless");
    assertStops("GOOGLE_ISSUER", "https://accounts.example/", "without a slash");
    assertStops("GOOGLE_ISSUER", "https://ada@accounts.example", "must be an address");
    assertStops("GOOGLE_BACK_CHANNEL", "zzz-secret", "must be an address");
    assertStops("GOOGLE_HOSTS", "169.254.169.254", "must be host names");
    assertStops("GOOGLE_HOSTS", "https://login.example.org", "must be host names");
    assertStops("GOOGLE_HOSTS", "login.example.org:8443", "must be host names");
  }

  private static String pick(Map<String, String> keys, String pattern) {
    var matcher =
        java.util.regex.Pattern.compile(pattern).matcher(keys.get("SESSION_PRIVATE_KEYS"));
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  @Test
  void newKeysAreAsTheStartWantsThem() {
    assertThat(GeneratedKeys.make().keySet())
        .containsExactly("SESSION_PRIVATE_KEYS", "SESSION_PUBLIC_KEYS", "REFRESH_KEYS");
    assertThat(GeneratedKeys.make().get("SESSION_PUBLIC_KEYS")).doesNotContain("\"d\"");
    assertThat(GeneratedKeys.make()).isNotEqualTo(GeneratedKeys.make());
  }

  @Test
  void theExampleNamesEverySettingThatIsRead() throws IOException {
    var read = new Settings(settings);
    start(read).close();
    var examples =
        Files.readAllLines(Path.of(".env.example")).stream()
            .filter(line -> line.matches("[A-Z_]+=.*"))
            .map(line -> line.split("=", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(examples).containsAll(read.asked());
    // Settings that the platform and the listeners of calls read.
    examples.removeAll(
        List.of(
            "DATABASE_URL",
            "DATABASE_USER",
            "DATABASE_PASSWORD",
            "EXPORT_BUCKET",
            "OBJECTS_ENDPOINT",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_TRACES_SAMPLER",
            "OTEL_TRACES_SAMPLER_ARG",
            "SENTRY_DSN"));
    assertThat(examples).isEqualTo(read.asked());
  }

  private void assertStops(
      String name, @org.jspecify.annotations.Nullable String value, String says) {
    var changed = new HashMap<>(settings);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    assertThatThrownBy(() -> start(new Settings(changed)))
        .as(name + "=" + value)
        .isInstanceOf(MissingSettings.class)
        .hasMessageContaining("auth: " + name + ": ")
        .hasMessageContaining(says)
        .message()
        .doesNotContain("zzz-secret");
  }

  private FunctionHost start() {
    return start(new Settings(settings));
  }

  private static FunctionHost start(Settings settings) {
    return FunctionHost.start(
        List.of(new AuthWiring()), module -> settings, new Nothing(), line -> {});
  }

  /** A platform that fails every call. */
  private static final class Nothing implements Platform {
    @Override
    public DataSource dataSource(Settings settings) {
      var source = new PGSimpleDataSource();
      source.setUrl("jdbc:postgresql://127.0.0.1:1/oo");
      return source;
    }

    @Override
    public MessageQueue queue(Settings settings) {
      return (queue, messages) -> {};
    }

    @Override
    public ObjectStore objects(Settings settings) {
      return ObjectStore.none();
    }
  }
}
