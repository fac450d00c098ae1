package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.maintenance.events.EventPublisher;
import oo.maintenance.events.EventPublisher.Published;
import oo.maintenance.events.NatsAddress;
import oo.postgres.Mortality;
import oo.postgres.TestDatabase;
import oo.signals.outbox.EventOutbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The publisher against a real broker, whatever lies or dies between them. The broker here knows
 * repetitions for a tenth of a second only.
 */
final class EventPublisherIT {
  private static final int USERS = 8;
  private static final int EVENTS = 5;

  @TempDir Path folder = Path.of("");
  private final TestDatabase test = TestDatabase.create();
  private final Database database = new Database(test.dataSource());
  private NatsServer nats;

  @BeforeEach
  void aBroker() {
    nats = new NatsServer(folder);
    nats.manage(management ->
        management.addStream(
            StreamConfiguration.builder()
                .name("OO_EVENTS")
                .subjects("oo.events.>")
                .storageType(StorageType.File)
                .duplicateWindow(Duration.ofMillis(100))
                .build()));
  }

  @AfterEach
  void close() {
    nats.close();
    test.close();
  }

  @ParameterizedTest
  @EnumSource(LyingBroker.Lie.class)
  void whateverTheBrokerSaysAnEventIsInTheStreamOnceAndInOrder(LyingBroker.Lie lie)
      throws Exception {
    Map<String, List<String>> all = wait(USERS, EVENTS);
    try (var liar = new LyingBroker(nats.port());
        var publisher = publisher(database, liar.url())) {
      liar.lie = lie;
      publisher.publish();
      Thread.sleep(200); // The broker forgets what it would refuse as a repetition.
      liar.lie = LyingBroker.Lie.NONE;
      untilEmpty(publisher);
    }
    assertThat(nats.idsByUser()).isEqualTo(all);
  }

  @Test
  void aBrokerThatHangsAndIsKilledDelaysOnly() {
    Map<String, List<String>> all = wait(USERS, EVENTS);
    try (var publisher = publisher(database, nats.url())) {
      nats.signal("STOP");
      Published hanging = publisher.publish();
      assertThat(hanging.events()).isZero();
      assertThat(hanging.trouble()).startsWith("cannot connect");
      assertThat(database.statement(EventOutbox::waiting).rows()).isEqualTo(USERS * EVENTS);
      nats.kill();
      nats.restart();
      untilEmpty(publisher);
    }
    assertThat(nats.idsByUser()).isEqualTo(all);
  }

  /** At each statement, each acknowledgement, and the commit. */
  @Test
  void whereverAPublisherDiesAnotherFollows() throws Exception {
    var mortality = Mortality.atStatements();
    var all = new TreeMap<String, List<String>>();
    try (var proxy = new LyingBroker(nats.port())) {
      proxy.beforeAck = () -> mortality.point("before an acknowledgement");
      int points =
          mortality.everywhere(
              () -> all.putAll(wait(2, 3)),
              () -> {
                try (var dying =
                    publisher(new Database(mortality.mortal(test.dataSource())), proxy.url())) {
                  dying.publish();
                }
              },
              () -> {
                test.advance(Duration.ofSeconds(21));
                try (var next = publisher(database, nats.url())) {
                  untilEmpty(next);
                }
                assertThat(nats.idsByUser()).isEqualTo(all);
              });
      assertThat(points).isGreaterThan(8);
    }
  }

  @Test
  void publishersAtTheSameTimeDisorderNothing() throws Exception {
    Map<String, List<String>> all = wait(USERS, 40);
    try (var threads = Executors.newFixedThreadPool(3)) {
      var work = new ArrayList<Future<?>>();
      for (int i = 0; i < 3; i++) {
        work.add(
            threads.submit(() -> {
              try (var publisher = publisher(database, nats.url())) {
                untilEmpty(publisher);
              }
            }));
      }
      for (Future<?> each : work) {
        each.get();
      }
    }
    assertThat(nats.idsByUser()).isEqualTo(all);
  }

  @Test
  void anEventThatCannotBePublishedStopsItsUserAlone() {
    Map<String, List<String>> all = wait(2, 3);
    String stuck = all.keySet().iterator().next();
    run(
        "update event_outbox set payload = jsonb_build_object('x', repeat('x', 1100000)) where event_id = '"
            + all.get(stuck).get(1)
            + "'");
    try (var publisher = publisher(database, nats.url())) {
      assertThat(publisher.publish().trouble()).startsWith("cannot publish");
      all.put(stuck, all.get(stuck).subList(0, 1));
      assertThat(nats.idsByUser()).isEqualTo(all);
      assertThat(database.statement(EventOutbox::waiting).rows()).isEqualTo(2);
      assertThat(database.statement(EventOutbox::waiting).oldest()).isNotNull();
    }
  }

  @Test
  void aRefusalQuotesNoSecret(@TempDir Path other) {
    wait(1, 1);
    try (var closed = new NatsServer(other, "--user", "oo", "--pass", "right");
        var wrong = publisher(database, "nats://oo:s3cret@127.0.0.1:" + closed.port());
        var right = publisher(database, "nats://oo:right@127.0.0.1:" + closed.port())) {
      assertThat(wrong.publish().trouble())
          .startsWith("cannot connect")
          .doesNotContain("s3cret")
          .doesNotContain("127.0.0.1");
      assertThat(right.publish().events()).isEqualTo(1);
    }
  }

  @Test
  void aCertificateMustBeOfTheHostsName(@TempDir Path other) throws Exception {
    wait(1, 1);
    Path certificate = other.resolve("cert.pem");
    var made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                other.resolve("key.pem").toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(other.resolve("openssl.log").toFile())
            .start();
    assertThat(made.waitFor()).isZero();
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "broker", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    Path store = other.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      trusted.store(out, "changeit".toCharArray());
    }
    try (var secure =
        new NatsServer(
            other,
            "--tls",
            "--tlscert",
            certificate.toString(),
            "--tlskey",
            other.resolve("key.pem").toString())) {
      try (var untrusted = publisher(database, "tls://localhost:" + secure.port())) {
        assertThat(untrusted.publish().trouble()).startsWith("cannot connect");
      }
      System.setProperty("javax.net.ssl.trustStore", store.toString());
      System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
      try (var misnamed = publisher(database, "tls://127.0.0.1:" + secure.port());
          var right = publisher(database, "tls://localhost:" + secure.port())) {
        assertThat(misnamed.publish().trouble()).startsWith("cannot connect");
        assertThat(right.publish()).isEqualTo(new Published(1, false, null));
      } finally {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
      }
    }
  }

  /** Prints how many a second. */
  @Test
  void manyEventsOfManyUsers() {
    Map<String, List<String>> all = wait(200, 25);
    long began = System.nanoTime();
    try (var publisher = publisher(database, nats.url())) {
      untilEmpty(publisher);
    }
    System.out.printf("Published %.0f events/s%n", 5_000 / ((System.nanoTime() - began) / 1e9));
    assertThat(nats.idsByUser()).isEqualTo(all);
  }

  private static EventPublisher publisher(Database database, String url) {
    return new EventPublisher(
        database, NatsAddress.from(new Settings(Map.of("NATS_URL", url))).orElseThrow());
  }

  private void untilEmpty(EventPublisher publisher) {
    Retry.within(Duration.ofSeconds(60))
        .until(
            () -> assertThat(database.statement(EventOutbox::waits)).isFalse(),
            () -> {
              while (publisher.publish().more()) {}
              test.advance(Duration.ofSeconds(1));
            });
  }

  /** Events that wait, interleaved; their ids by user, in their order. */
  private Map<String, List<String>> wait(int users, int events) {
    var ids = new TreeMap<String, List<String>>();
    var people = new ArrayList<UUID>();
    for (int i = 0; i < users; i++) {
      people.add(UUID.randomUUID());
    }
    database.run(tx -> {
      for (int i = 0; i < events; i++) {
        for (UUID user : people) {
          String id = UUID.randomUUID().toString();
          ids.computeIfAbsent(user.toString(), u -> new ArrayList<>()).add(id);
          tx.sql(
                  "insert into event_outbox (user_id, event_id, kind, schema, payload, at) values (?, ?, 'tip_done', 1, '{}', oo_now())")
              .params(user, id)
              .update();
        }
      }
    });
    return ids;
  }

  private void run(String sql) {
    database.execute(db -> db.sql(sql).update());
  }
}
