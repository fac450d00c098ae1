package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** oO works through a transaction pooler. */
final class PoolerIT {
  /** More than five, after which the driver prepares a statement at the server. */
  private static final int OFTEN = 8;

  private Oo oo;
  private Pooler pooler;

  @BeforeEach
  void begin() throws IOException {
    oo = new Oo();
    pooler = new Pooler(oo.database.url());
    // Short bursts: each call is counted in the database.
    oo.restartRuntime(
        Map.of(
            "DATABASE_URL",
            pooler.url(),
            "LIMITS",
            "tips.user=1000/1/9,reads.user=1000/1/9,sessions.address=1000/1/9"));
    oo.log.clear();
  }

  @AfterEach
  void end() throws IOException {
    oo.close();
    pooler.close();
  }

  @Test
  void theWholeJourneyWorksThroughATransactionPooler() {
    TodoistControl.User account = oo.todoist().emptyAccount("pool@example.com");
    for (int i = 0; i < OFTEN; i++) {
      oo.todoist().add(account.id(), "Task " + i);
    }
    HttpPerson person = new HttpPerson(oo).signIn("pool@example.com").connect("pool@example.com");

    for (int i = 0; i < OFTEN; i++) {
      String tip = person.tip();
      assertThat(person.notNow(tip).status()).isEqualTo(200);
      if (i < 2) {
        assertThat(person.complete(tip).status()).isEqualTo(200);
      }
      assertThat(person.get("/api/me").status()).isEqualTo(200);
      assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(204);
    }
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).hasSize(OFTEN - 2));
    person.fetch();
    for (int i = 0; i < OFTEN; i++) {
      oo.tick("schedule_fetches");
      oo.tick("sweep_outbox");
    }
    assertThat(oo.count("select count(*) from call_rate where not refused")).isPositive();
    oo.tick("purge_expired");
    assertThat(person.post("/api/me/export", Map.of()).status()).isEqualTo(200);
    assertThat(person.delete("/api/me").status()).isEqualTo(202);
    Oo.eventually(() -> assertThat(oo.count("select count(*) from app_user")).isZero());

    assertThat(oo.log).noneMatch(line -> line.containsKey("reason"));
    assertThat(pooler.transactions()).isGreaterThan(OFTEN);
  }
}
