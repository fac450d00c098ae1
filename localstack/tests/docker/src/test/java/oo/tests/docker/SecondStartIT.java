package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Retry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.DockerClientFactory;

/**
 * Whatever ended the compose file or a part of it: after {@code up} a person signs in, connects,
 * taps and exports, and what ended has left nothing behind.
 */
@ExtendWith(DockerCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecondStartIT {
  private static final Retry RETRY = Retry.within(Duration.ofMinutes(6));

  /** For what the small container removes after its LocalStack. */
  private static final Retry SOON = Retry.within(Duration.ofSeconds(40));

  private Compose compose;
  private int people;

  private record Ending(String name, End end) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface End {
    void of(Compose compose) throws Exception;
  }

  @BeforeAll
  void up() {
    compose = Compose.up();
    aPersonUsesIt();
  }

  @AfterAll
  void down() {
    if (compose != null) {
      compose.close();
      SOON.until(() -> assertThat(compose.containers()).isEmpty());
      assertThat(compose.hasNetwork()).isFalse();
    }
  }

  static Stream<Ending> endings() {
    return Stream.of(
            Stream.of("postgres", "stand-ins", "front", "localstack")
                .flatMap(service ->
                    Stream.of(
                        new Ending("restart " + service, one -> one.run(3, "restart", service)),
                        new Ending("kill -9 of " + service, one -> one.kill(service)))),
            Stream.of(
                new Ending("restart", one -> one.run(5, "restart")),
                new Ending("stop", one -> one.run(3, "stop")),
                new Ending("Ctrl-C", one -> interrupted(one, 1)),
                new Ending("Ctrl-C twice", one -> interrupted(one, 2)),
                new Ending("everything is killed, as by a power cut", SecondStartIT::powerCut),
                new Ending(
                    "kill, then down",
                    one -> {
                      one.run(1, "kill");
                      isDown(one);
                    }),
                new Ending(
                    "kill -9 of localstack, then down",
                    one -> {
                      one.kill("localstack");
                      isDown(one);
                    }),
                new Ending("down", SecondStartIT::isDown)))
        .flatMap(endings -> endings);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void thenItStartsAgain(Ending ending) throws Exception {
    ending.end().of(compose);
    compose.start();
    if (!ending.name().startsWith("restart")) {
      healthyMeansThatFunctionsAnswer();
    }
    aPersonUsesIt();
  }

  private static void interrupted(Compose compose, int times) throws Exception {
    Process attached = compose.attached();
    Thread.sleep(Duration.ofSeconds(5));
    for (int i = 0; i < times; i++) {
      new ProcessBuilder("kill", "-INT", "--", "-" + attached.pid()).start().waitFor();
      Thread.sleep(Duration.ofSeconds(1));
    }
    assertThat(attached.waitFor(2, TimeUnit.MINUTES)).isTrue();
    SOON.until(() -> assertThat(functions(compose)).isEmpty());
  }

  private static void powerCut(Compose compose) {
    DockerClient docker = DockerClientFactory.instance().client();
    docker
        .listContainersCmd()
        .withNameFilter(List.of("^/" + Compose.PROJECT + "[-_]"))
        .exec()
        .parallelStream()
        .forEach(container -> {
          try {
            docker.killContainerCmd(container.getId()).exec();
          } catch (NotFoundException | ConflictException e) {
            // Removed with its LocalStack meanwhile.
          }
        });
  }

  private static List<String> functions(Compose compose) {
    return compose.containers().stream().filter(name -> name.contains("-lambda-")).toList();
  }

  private static void isDown(Compose compose) {
    compose.run(3, "down");
    SOON.until(() -> assertThat(compose.containers()).isEmpty());
    assertThat(compose.hasNetwork()).isFalse();
  }

  /** {@code up} returns when LocalStack is healthy: the first answer of the front is no 503. */
  private void healthyMeansThatFunctionsAnswer() {
    SOON.until(() -> assertThat(compose.status("/")).isNotZero());
    assertThat(compose.status("/api/recommend/health")).isEqualTo(200);
  }

  /** A function's first call may take longer than the front waits, so each step is tried again. */
  private void aPersonUsesIt() {
    String email = "person" + ++people + "@example.com";
    var person = new HttpPerson(compose.site(), () -> compose.logs("localstack"));
    TodoistControl todoist = new StandInsControl(compose.google(), compose.todoist()).todoist();
    again(() -> person.signIn(email));
    String account = todoist.emptyAccount(email).id();
    todoist.add(account, "Water the plants");
    again(() -> assertThat(person.connectOnly(email)).contains("connected"));
    again(() -> assertThat(person.complete(person.tip()).status()).isEqualTo(200));
    again(() -> assertThat(todoist.openTasks(account)).isEmpty());
    again(() -> {
      String link = person.post("/api/me/export", Map.of()).json().path("url").asString();
      HttpResponse<String> export = HttpPerson.download(link);
      assertThat(export.statusCode()).isEqualTo(200);
      assertThat(export.body()).contains(email);
    });
  }

  private static void again(ThrowingCallable step) {
    RETRY.until(() -> {
      try {
        step.call();
      } catch (RuntimeException e) {
        throw new AssertionError(e);
      }
    });
  }
}
