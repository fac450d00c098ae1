package oo.telemetry.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import oo.host.base.InvocationListener.Call;
import oo.host.base.MissingSetting;
import oo.host.base.PageError;
import oo.host.base.Settings;
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.session.InvalidSession;
import oo.telemetry.errors.Ingest.Event;
import oo.telemetry.errors.Ingest.Mode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorReportsTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Call CALL = new Call("recommend", "recommend", TRACE);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Ingest ingest = new Ingest();
  private final ErrorReports reports = started(ingest.dsn());

  private static ErrorReports started(String dsn) {
    var reports = new ErrorReports();
    assertThat(reports.start(new Settings(Map.of("SENTRY_DSN", dsn, "SENTRY_RELEASE", "abc123"))))
        .isTrue();
    return reports;
  }

  @AfterEach
  void close() {
    reports.close(Duration.ofMillis(10));
    ingest.close();
    assertThat(ingest.faults).isEmpty();
  }

  private Event report(Throwable thrown) {
    reports.ended(CALL, 500, thrown);
    reports.flush(LONG);
    assertThat(ingest.faults).isEmpty();
    assertThat(ingest.events).hasSize(1);
    return ingest.events.getFirst();
  }

  @Test
  void aReportSaysWhichBuildWhichFunctionWhichTraceAndWhere() {
    Event event =
        report(new IllegalStateException("Index 5 out of bounds", new IOException("closed")));

    assertThat(event.json().path("release").asString()).isEqualTo("abc123");
    assertThat(event.json().path("platform").asString()).isEqualTo("java");
    assertThat(event.json().path("transaction").asString()).isEqualTo("recommend");
    assertThat(event.tag("function")).isEqualTo("recommend");
    assertThat(event.tag("module")).isEqualTo("recommend");
    assertThat(event.tag("trace")).isEqualTo(TRACE);
    assertThat(event.json().path("contexts").path("trace").path("trace_id").asString())
        .isEqualTo(TRACE);
    assertThat(Ingest.told(event))
        .containsExactly(
            entry("IOException", "closed"),
            entry("IllegalStateException", "Index 5 out of bounds"));
    assertThat(event.json().path("exception").path("values").path(1).path("stacktrace").toString())
        .contains("aReportSaysWhichBuildWhichFunctionWhichTraceAndWhere", "ErrorReportsTest.java");
  }

  // --- what a report must not have
  // ----------------------------------------------------------------

  private static final Map<String, String> SECRETS =
      Map.ofEntries(
          entry("a title", "Divorce-lawyer"),
          entry("a title of two words", "Zahnarzt Termin"),
          entry("a bearer token", "Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"),
          entry("a hexadecimal token", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
          entry("a cookie", "__Host-oo-access=v1.k3y.s3cr3t"),
          entry("an e-mail address", "user@example.com"),
          entry("an IPv4 address", "203.0.113.77"),
          entry("an IPv6 address", "2001:db8::77"),
          entry("an address with a code", "https://oo.example/api/x?code=4%2F0AbCdEf&state=XyZ"),
          entry("a JDBC address", "jdbc:postgresql://db.internal/oo?user=oo&password=hunter2"),
          entry("a JSON body", "{\"text\":\"Divorce\",\"access_token\":\"tok-123\"}"),
          entry("a value of SQL", "Key (email)=(user@example.com)"),
          entry("an id", "018f6b1e-7a55-7cc3-9d5e-0242ac120002"),
          entry("a phone number", "+49 30 1234567"));

  private static final Map<String, java.util.function.Function<String, Throwable>> PLACES =
      Map.ofEntries(
          entry("the message", RuntimeException::new),
          entry("the cause", s -> new RuntimeException(new IOException(s))),
          entry(
              "the end of a chain", s -> new Exception(new Exception(new Exception(new Error(s))))),
          entry("several lines", s -> new RuntimeException("error\n" + s + "\r\nerror")),
          entry("quotes", s -> new RuntimeException("error \"" + s + "\" in '" + s + "'")),
          entry("brackets", s -> new RuntimeException("error (" + s + ") [" + s + "]")),
          entry("a long text", s -> new RuntimeException((s + " ").repeat(100_000))),
          entry("the far end of a text", s -> new RuntimeException("x".repeat(1_000_000) + s)),
          entry(
              "a detail of SQL", s -> new SQLException("ERROR: a value\n  Detail: " + s, "23505")),
          entry("an SQL state", s -> new SQLException("error", s)),
          entry("a suppressed exception", ErrorReportsTest::suppressing),
          entry("what toString says", ErrorReportsTest::speaking),
          entry("a stack", ErrorReportsTest::stacked),
          entry("a localized message", ErrorReportsTest::localized),
          entry("a page's error", s -> page(s)),
          entry("a cycle", ErrorReportsTest::cyclic));

  private static Throwable suppressing(String secret) {
    var thrown = new RuntimeException("error");
    thrown.addSuppressed(new IOException(secret));
    return thrown;
  }

  private static Throwable speaking(String secret) {
    return new RuntimeException("error") {
      @Override
      public String toString() {
        return secret;
      }
    };
  }

  private static Throwable localized(String secret) {
    return new RuntimeException("error") {
      @Override
      public String getLocalizedMessage() {
        return secret;
      }
    };
  }

  private static Throwable stacked(String secret) {
    var thrown = new RuntimeException("error");
    thrown.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("oo.A " + secret, secret + "!", "? " + secret, 1)
        });
    return thrown;
  }

  private static PageError page(String secret) {
    return new PageError(
        "/tip.html",
        "TypeError",
        secret,
        new StackTraceElement[] {new StackTraceElement("", "look", "/js/tip.js", 12)});
  }

  private static Throwable cyclic(String secret) {
    var cause = new AtomicReference<Throwable>();
    var first =
        new RuntimeException(secret) {
          @Override
          public synchronized Throwable getCause() {
            return cause.get();
          }
        };
    cause.set(new IOException(secret, first));
    return first;
  }

  static Stream<Arguments> secretsInPlaces() {
    return SECRETS.entrySet().stream()
        .flatMap(secret ->
            PLACES.entrySet().stream()
                .map(place ->
                    Arguments.of(
                        secret.getKey() + " in " + place.getKey(),
                        secret.getValue(),
                        place.getValue().apply(secret.getValue()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secretsInPlaces")
  void noSecretLeaves(String name, String secret, Throwable thrown) {
    Event event = report(thrown);

    assertThat(event.text().length()).isLessThan(50_000);
    for (String part : secret.split("[\\s(){}=?&\"]+")) {
      if (part.length() > 4 && !part.equals("Bearer")) {
        assertThat(event.text()).doesNotContain(part);
      }
    }
  }

  static Stream<Throwable> hostile() {
    return Stream.of(
        new Hostile(() -> {
          throw new IllegalStateException("no");
        }),
        new Hostile(() -> {
          throw new StackOverflowError();
        }),
        new Hostile(() -> null),
        new Hostile(() -> "\0\uD800\uFFFF\u202e error"));
  }

  /** Does something odd whatever it is asked. */
  private static final class Hostile extends RuntimeException {
    private final transient Supplier<@Nullable String> does;

    Hostile(Supplier<@Nullable String> does) {
      this.does = does;
    }

    @Override
    public @Nullable String getMessage() {
      return does.get();
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      return does.get() == null ? null : this;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return new StackTraceElement[does.get() == null ? 1 : 0];
    }

    @Override
    public String toString() {
      return String.valueOf(does.get());
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void anExceptionThatMisbehavesIsReportedByItsClass(Throwable thrown) {
    assertThat(Ingest.told(report(thrown)))
        .singleElement()
        .extracting(Map.Entry::getKey)
        .isEqualTo("ErrorReportsTest$Hostile");
  }

  @Test
  void theStateOfAnSqlErrorIsTold() {
    assertThat(Ingest.told(report(new SQLException("ERROR: deadlock", "40P01"))))
        .containsExactly(entry("SQLException", "[40P01] ERROR: deadlock"));
  }

  // --- what is reported
  // ---------------------------------------------------------------------------

  @Test
  void whatIsExpectedIsNotReported() {
    reports.ended(CALL, 204, null);
    reports.ended(CALL, 503, null);
    reports.ended(CALL, "failed", null);
    reports.ended(
        CALL,
        401,
        catchThrowableOfType(
            InvalidSession.class, () -> AccessToken.refuseUnlessLive("session_ended")));
    reports.ended(CALL, 400, Refused.badRequest("bad_body", "detail"));
    reports.ended(CALL, 503, new Refused(503, "provider_down", "detail"));
    reports.flush(LONG);

    assertThat(ingest.connections).hasValue(0);
  }

  @Test
  void anErrorOfAPageIsReportedAsOne() {
    reports.survived(CALL, page("x is null"));
    reports.ended(CALL, 204, null);
    reports.flush(LONG);

    Event event = ingest.events.getFirst();
    assertThat(event.json().path("platform").asString()).isEqualTo("javascript");
    assertThat(event.tag("page")).isEqualTo("/tip.html");
    assertThat(Ingest.told(event)).containsExactly(entry("TypeError", "… is null"));
    var frame =
        event.json().path("exception").path("values").path(0).path("stacktrace").path("frames");
    assertThat(frame.path(0).path("filename").asString()).isEqualTo("/js/tip.js");
    assertThat(frame.path(0).path("lineno").asInt(0)).isEqualTo(12);
  }

  @Test
  void aStormIsOneReportAndAFloodOfPagesHidesNoFailure() {
    for (int i = 0; i < 1_000; i++) {
      reports.ended(CALL, 500, new IllegalStateException("n"));
      reports.survived(new Call("report_error" + i, "auth", TRACE), page(""));
    }
    reports.ended(CALL, 500, new IllegalArgumentException("n"));
    reports.flush(LONG);

    assertThat(ingest.events).filteredOn(one -> one.tag("module").equals("auth")).hasSize(10);
    assertThat(ingest.events).filteredOn(one -> one.tag("module").equals("recommend")).hasSize(2);
  }

  // --- what an ingest endpoint may do
  // -------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"HANGS", "REFUSES"})
  void noCallWaitsForTheEndpoint(Mode mode) {
    ingest.mode = mode;
    reports.ended(CALL, 500, new IllegalStateException("warm"));
    long from = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      reports.ended(new Call("f" + i, "m", TRACE), 500, new IllegalStateException("n"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
    assertThat(ingest.connections.get()).isLessThanOrEqualTo(31);
  }

  @Test
  void aFlushIsBoundedAndOneThatHungIsNotWaitedForAgain() {
    ingest.mode = Mode.HANGS;
    reports.ended(CALL, 500, new IllegalStateException("n"));
    assertThat(flushed(Duration.ofMillis(300)))
        .isBetween(Duration.ofMillis(250), Duration.ofSeconds(2));

    reports.ended(CALL, 500, new IllegalArgumentException("n"));
    assertThat(flushed(LONG)).isLessThan(Duration.ofMillis(200));
  }

  @Test
  void aFlushWithoutAReportReturnsAtOnce() {
    ingest.mode = Mode.HANGS;
    reports.ended(CALL, 204, null);
    assertThat(flushed(LONG)).isLessThan(Duration.ofMillis(200));
    assertThat(ingest.connections).hasValue(0);
  }

  @Test
  void theEndIsBounded() {
    ingest.mode = Mode.HANGS;
    reports.ended(CALL, 500, new IllegalStateException("n"));
    long from = System.nanoTime();
    reports.close(Duration.ofMillis(400));
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
  }

  private Duration flushed(Duration atMost) {
    long from = System.nanoTime();
    reports.flush(atMost);
    return Duration.ofNanos(System.nanoTime() - from);
  }

  @Test
  void anEndpointThatIsNotThereFailsNothing() {
    String gone = ingest.dsn();
    ingest.close();
    ErrorReports alone = started(gone);
    alone.ended(CALL, 500, new IllegalStateException("n"));
    alone.flush(LONG);
    alone.close(LONG);
  }

  // --- settings
  // -----------------------------------------------------------------------------------

  @Test
  void withoutAnAddressItIsOff() {
    assertThat(new ErrorReports().start(new Settings(Map.of()))).isFalse();
    assertThat(new ErrorReports().start(new Settings(Map.of("SENTRY_DSN", " ")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        "https://sentry.example/42",
        "ftp://s3cret@sentry.example/42",
        "https://s3cret@sentry.example/",
        "https://s3cret@sentry.example/project",
        "https://s3cret@sentry.example/42?x=1",
        "https://s3cret @sentry.example/42"
      })
  void aMalformedAddressStopsTheStartAndIsNotQuoted(String dsn) {
    assertThatThrownBy(() -> new ErrorReports().start(new Settings(Map.of("SENTRY_DSN", dsn))))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("SENTRY_DSN")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }
}
