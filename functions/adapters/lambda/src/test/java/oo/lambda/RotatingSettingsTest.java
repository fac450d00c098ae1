package oo.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import oo.host.FunctionRegistrar;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Secrets that change while an environment lives. */
final class RotatingSettingsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("FUNCTION_NAME", "tell", "PASSWORD", "secret:db", "PLAIN", "x", "WRAPPED", "kms:AQID");

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final List<Map<String, Object>> log = new ArrayList<>();
  private volatile String password = "first";
  private volatile boolean away;

  private Map<String, String> resolve(Map<String, String> environment) {
    reads.incrementAndGet();
    var values = new HashMap<>(environment);
    values.replaceAll((name, value) -> {
      if (value.equals("secret:db")) {
        if (away) {
          throw new MissingSetting(name, "cannot be read: ThrottlingException");
        }
        return password;
      }
      return value.startsWith("kms:") ? "unwrapped" : value;
    });
    return values;
  }

  private RotatingSettings settings(Map<String, String> environment) {
    return new RotatingSettings(environment, this::resolve, log::add, clock::get);
  }

  @Test
  void withoutASecretNothingIsReadAgain() {
    RotatingSettings settings = settings(Map.of("PLAIN", "x", "WRAPPED", "kms:AQID"));
    clock.addAndGet(Duration.ofDays(1).toMillis());
    settings.freshen();
    settings.reread();

    assertThat(reads).hasValue(1);
  }

  @Test
  void whatDidNotChangeIsTheSameObject() {
    RotatingSettings settings = settings(ENVIRONMENT);
    Map<String, String> before = settings.values();
    assertThat(settings.reread()).isSameAs(before);
    password = "second";

    assertThat(settings.reread())
        .containsEntry("PASSWORD", "second")
        .containsEntry("PLAIN", "x")
        .containsEntry("WRAPPED", "unwrapped");
  }

  @Test
  void whatCannotBeReadStaysAndIsToldOnce() {
    RotatingSettings settings = settings(ENVIRONMENT);
    for (int outage = 1; outage <= 2; outage++) {
      away = true;
      for (int i = 0; i < 3; i++) {
        assertThat(settings.reread()).containsEntry("PASSWORD", "first");
      }
      assertThat(log).hasSize(outage);
      away = false;
      settings.reread();
    }
    assertThat(log.getFirst())
        .containsEntry("operation", "secrets")
        .containsEntry("outcome", "kept")
        .hasToString(log.getFirst().toString().replace("first", ""));
  }

  @Test
  void theyAreReadOnceInFiveMinutesBesideACall() throws InterruptedException {
    RotatingSettings settings = settings(ENVIRONMENT);
    int minutes = 100;
    for (int second = 0; second < minutes * 60; second++) {
      clock.addAndGet(1_000);
      settings.freshen();
    }
    for (int i = 0; i < 100 && reads.get() < 21; i++) {
      Thread.sleep(20);
    }
    // From 4 to 5 minutes each, and the one of the start.
    assertThat(reads.get()).isBetween(21, 26);
  }

  @Test
  void aRefusedPasswordIsReadAgainAtOnceAndOnceOnly() throws SQLException {
    RotatingSettings settings = settings(ENVIRONMENT);
    var tried = new ArrayList<String>();
    RotatingSource source = source(settings, tried);

    assertThatThrownBy(source::getConnection).as("it is the same").hasMessage("refused");
    assertThat(tried).containsExactly("first");
    password = "second";
    assertThat(source.getConnection()).isNotNull();
    assertThat(tried).containsExactly("first", "first", "second");
    int before = reads.get();
    assertThat(source.getConnection()).isNotNull();
    assertThat(reads).hasValue(before);
  }

  /** The password that is taken is "second"; with "away" no server answers. */
  private static RotatingSource source(RotatingSettings settings, List<String> tried) {
    return new RotatingSource(
        settings,
        values ->
            new AbstractDataSource() {
              @Override
              public Connection getConnection() throws SQLException {
                String used = String.valueOf(values.get("PASSWORD"));
                tried.add(used);
                switch (used) {
                  case "second" -> {
                    return (Connection)
                        Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> null);
                  }
                  case "away" -> throw new SQLException("away", "08001");
                  default -> throw new SQLException("refused", "28P01");
                }
              }

              @Override
              public Connection getConnection(String user, String unused) {
                throw new UnsupportedOperationException();
              }
            });
  }

  @Test
  void aServerThatIsAwayIsNoReasonToReadThem() {
    password = "away";
    RotatingSettings settings = settings(ENVIRONMENT);

    assertThatThrownBy(source(settings, new ArrayList<>())::getConnection).hasMessage("away");
    assertThat(reads).hasValue(1);
  }

  @Test
  void aFunctionIsMadeAgainWithWhatChangedAndKeptWhenThatIsNoGood() throws Exception {
    var made = new ArrayList<String>();
    var entry = new LambdaEntry(ENVIRONMENT, List.of(new Telling(made)), this::resolve, clock::get);
    call(entry);
    assertThat(made).containsExactly("first");

    for (String next : List.of("second", "", "third")) {
      password = next;
      entry.afterRestore();
      call(entry);
    }

    assertThat(made).as("an empty one is refused").containsExactly("first", "second", "third");
  }

  @Test
  void anOldSecretIsReadBesideACallAndServesTheNext() throws Exception {
    var made = new ArrayList<String>();
    var entry = new LambdaEntry(ENVIRONMENT, List.of(new Telling(made)), this::resolve, clock::get);
    password = "second";
    call(entry);
    clock.addAndGet(Duration.ofMinutes(5).toMillis());
    for (int i = 0; i < 100 && made.size() < 2; i++) {
      call(entry);
      Thread.sleep(20);
    }

    assertThat(made).containsExactly("first", "second");
    assertThat(reads).hasValue(2);
  }

  /** An environment that was frozen must not refuse what others made with a newer key. */
  @Test
  void aStaleSecretServesNoCall() throws Exception {
    var made = new ArrayList<String>();
    var entry = new LambdaEntry(ENVIRONMENT, List.of(new Telling(made)), this::resolve, clock::get);
    password = "second";
    clock.addAndGet(Duration.ofMinutes(10).toMillis());
    call(entry);
    assertThat(made).containsExactly("first", "second");

    away = true;
    clock.addAndGet(Duration.ofHours(1).toMillis());
    call(entry);
    assertThat(made).as("what cannot be read stays").containsExactly("first", "second");
  }

  private static void call(LambdaEntry entry) throws IOException {
    var answer = new ByteArrayOutputStream();
    byte[] tick =
        "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\"}"
            .getBytes(StandardCharsets.UTF_8);
    var context =
        (Context)
            Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> method.getName().endsWith("Id") ? "request" : null);
    entry.handleRequest(new ByteArrayInputStream(tick), answer, context);
    assertThat(answer.toString(StandardCharsets.UTF_8)).isEqualTo("{\"ok\":true}");
  }

  private record Telling(List<String> made) implements Wiring {
    @Override
    public String module() {
      return "telling";
    }

    @Override
    public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
      functions.schedule(
          "tell",
          () -> {
            made.add(settings.required("PASSWORD", "Any."));
            return () -> {};
          });
    }
  }
}
