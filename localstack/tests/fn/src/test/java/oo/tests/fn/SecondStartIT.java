package oo.tests.fn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import oo.tests.fn.FnApps.Fn;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person goes on while functions, Fn's server, its app and oO's server start again. */
final class SecondStartIT {
  @TempDir private Path folder;

  private FnDeployment fn;
  private Oo oo;
  private HttpPerson person;

  @BeforeEach
  void begin() throws Exception {
    fn = new FnDeployment(folder, FnDeployment::process);
    oo = new Oo(Oo.TREE, Map.of("OO_FN", fn.gateway.address()));
    fn.settings.putAll(oo.settings());
    fn.settings.put("SITE_ORIGIN", oo.server.baseUrl());
    fn.create();
    fn.gateway.warm("begin_sign_in", "finish_sign_in", "profile");
    person = new HttpPerson(oo);
    Oo.eventually(() -> person.signIn("again@example.com"));
  }

  @AfterEach
  void end() throws Exception {
    oo.close();
    fn.close();
  }

  private void isServed() {
    assertThat(person.get("/api/me").status()).isEqualTo(200);
  }

  private List<Fn> hotProfiles() {
    return fn.gateway.hot().stream().filter(hot -> hot.name().equals("profile")).toList();
  }

  @Test
  void createInTheMiddleOfTrafficFailsNoCall() throws Exception {
    var statuses = new CopyOnWriteArrayList<Integer>();
    try (var traffic = Executors.newSingleThreadScheduledExecutor()) {
      traffic.scheduleWithFixedDelay(
          () -> statuses.add(person.get("/api/me").status()), 0, 50, TimeUnit.MILLISECONDS);
      fn.settings.put("TRUSTED_PROXIES", "10.0.0.0/8");
      fn.registry.push("auth", "latest", 2);

      assertThat(fn.create()).contains("profile is updated: TRUSTED_PROXIES,image");

      fn.gateway.warm("profile");
      Thread.sleep(FnGateway.REMEMBERED.plusSeconds(1));
      traffic.shutdownNow();
    }
    assertThat(statuses).hasSizeGreaterThan(10).containsOnly(200);
    isServed();
    assertThat(hotProfiles()).hasSize(2);
    Fn latest = hotProfiles().getLast();
    assertThat(latest.image()).endsWith(FnRegistry.digest("auth", 2));
    assertThat(latest.config()).containsEntry("TRUSTED_PROXIES", "10.0.0.0/8");
  }

  @Test
  void aNewImageUnderAnOldNameIsNotServed() throws Exception {
    Fn before = fn.gateway.apps.function("oo", "profile").orElseThrow();
    fn.registry.push("auth", "latest", 2); // Pushed, and not deployed by its digest.
    isServed();
    assertThat(hotProfiles()).containsExactly(before);
  }

  @Test
  void allOfItStartsAgain() throws Exception {
    fn.gateway.restart();
    fn.gateway.warm("profile");
    isServed();

    String before = fn.gateway.apps.function("oo", "profile").orElseThrow().id();
    fn.gateway.apps.deleteApp("oo");
    fn.gateway.restart();
    assertThat(person.get("/api/me").json().path("code").asString())
        .isEqualTo("function_unavailable");
    fn.create();
    assertThat(fn.gateway.apps.function("oo", "profile").orElseThrow().id()).isNotEqualTo(before);
    fn.gateway.warm("profile", "sweep_outbox");
    isServed();
    assertThat(oo.server.calls().tick("sweep_outbox")).isTrue();

    oo.restartRuntime();
    isServed();
  }
}
