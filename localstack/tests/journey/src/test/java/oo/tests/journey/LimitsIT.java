package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import oo.contract.Json;
import oo.template.Template;
import oo.template.TemplateReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A flood meets the limits of requests; other people do not. */
final class LimitsIT {
  private static final int CLIENTS = 16;
  private static final Duration FLOOD = Duration.ofSeconds(4);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Oo oo;

  @BeforeEach
  void begin() {
    oo = new Oo(Oo.TREE, Map.of("LIMITS", ""));
  }

  @AfterEach
  void end() throws IOException {
    oo.close();
  }

  @Test
  void everyRouteOfTheTemplateHasAClassOfItsOwn() throws IOException {
    var routes = new TreeSet<String>();
    for (Template.FunctionResource function :
        TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml")).functions()) {
      if (function.trigger() instanceof Template.Route) {
        routes.add(function.name());
      }
    }
    var named = new ArrayList<String>();
    try (InputStream in = getClass().getResourceAsStream("/oo/host/limits/limits.json")) {
      for (JsonNode routeClass : Json.mapper().readTree(in)) {
        routeClass.path("functions").forEach(function -> named.add(function.asString()));
      }
    }

    assertThat(named).doesNotHaveDuplicates();
    assertThat(named).containsAll(routes);
  }

  @Test
  void aFloodOfSignInsIsBoundedAndStarvesNobodyWhoIsSignedIn() throws Exception {
    oo.todoist().emptyAccount("ann@example.com");
    HttpPerson ann = new HttpPerson(oo).signIn("ann@example.com").connect("ann@example.com");

    var refused = new AtomicInteger();
    long seconds =
        flood(
            () -> new HttpPerson(oo).get("/api/auth/google"),
            answer -> {
              boolean in = answer.status() == 302;
              if (!in) {
                refused.incrementAndGet();
                assertThat(answer.status()).isEqualTo(303);
                assertThat(answer.http().headers().firstValue("Location"))
                    .contains(oo.at("/?problem=too_many_requests"));
              }
              return in;
            });

    // A burst, one a second, and Ann's own.
    assertThat(oo.count("select count(*) from sign_in_attempt")).isBetween(290L, 310L + seconds);
    assertThat(refused).hasPositiveValue();
    assertThat(ann.recommend().status()).isEqualTo(200);
    assertThat(ann.get("/api/me").status()).isEqualTo(200);
    assertThat(ann.post("/api/auth/refresh", Map.of()).status()).isEqualTo(204);
    assertThat(new HttpPerson(oo).get("/api/recommend/health").status()).isEqualTo(200);
    assertThat(new HttpPerson(oo).get("/").status()).isEqualTo(200);
  }

  @Test
  void aFloodOfOneUserIsBoundedAndToldHowLongToWait() throws Exception {
    oo.todoist().emptyAccount("bob@example.com");
    HttpPerson bob = new HttpPerson(oo).signIn("bob@example.com").connect("bob@example.com");
    HttpPerson eve = new HttpPerson(oo).signIn("eve@example.com");

    var accepted = new ArrayList<HttpPerson.Answer>();
    long seconds =
        flood(
            () -> eve.post("/api/signals/fetch", Map.of()),
            answer -> {
              if (answer.status() == 202) {
                accepted.add(answer);
              } else {
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.code()).isEqualTo("too_many_requests");
                assertThat(answer.http().headers().firstValue("Retry-After")).isPresent();
              }
              return answer.status() == 202;
            });

    // A burst, and one in five seconds.
    assertThat(accepted.size()).isBetween(30, 33 + (int) seconds / 5);
    assertThat(bob.post("/api/signals/fetch", Map.of()).status()).isEqualTo(202);
    assertThat(bob.recommend().status()).isEqualTo(200);
    assertThat(eve.recommend().status()).isEqualTo(200);
    HttpPerson.Answer refused = eve.post("/api/signals/fetch", Map.of());
    assertThat(refused.status()).isEqualTo(429);
    Thread.sleep(
        Duration.ofSeconds(
            Long.parseLong(refused.http().headers().firstValue("Retry-After").orElseThrow())));
    assertThat(eve.post("/api/signals/fetch", Map.of()).status()).isEqualTo(202);
    assertThat(oo.log)
        .anySatisfy(line ->
            assertThat(line)
                .containsEntry("operation", "request_fetch")
                .containsEntry("outcome", 429)
                .containsEntry("limit", "fetches.user"));
  }

  /**
   * For as long as {@link #FLOOD}, and on a slow machine until a call is refused, by so many
   * clients at once.
   *
   * @param accepted whether the answer is no refusal
   * @return how many seconds it took
   */
  private static long flood(Supplier<HttpPerson.Answer> call, Predicate<HttpPerson.Answer> accepted)
      throws Exception {
    long begun = System.nanoTime();
    var refused = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      Callable<Void> client =
          () -> {
            while (System.nanoTime() - begun < (refused.get() ? FLOOD : LONGEST).toNanos()) {
              HttpPerson.Answer answer = call.get();
              synchronized (accepted) {
                refused.compareAndSet(false, !accepted.test(answer));
              }
            }
            return null;
          };
      for (Future<Void> each : threads.invokeAll(Collections.nCopies(CLIENTS, client))) {
        each.get();
      }
    }
    return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
  }
}
