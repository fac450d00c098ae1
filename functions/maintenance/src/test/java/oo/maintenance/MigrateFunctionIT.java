package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MigrateFunctionIT {
  private final Rows rows = new Rows();

  @BeforeEach
  void anEmptyDatabase() {
    rows.run("drop schema public cascade");
    rows.run("create schema public");
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void anEmptyDatabaseGetsItsTablesAndASecondRunChangesNothing() {
    try (var started = new Started(rows.test.dataSource())) {
      assertThat(started.tick("migrate")).isTrue();
      rows.user();
      assertThat(started.tick("migrate")).isTrue();
      assertThat(started.log.getFirst()).containsEntry("outcome", "ok");
      assertThat((Integer) started.log.getFirst().get("migrations")).isPositive();
      assertThat(started.log.getLast()).containsEntry("migrations", 0);
    }
    assertThat(rows.count("app_user")).isEqualTo(1);
  }

  @Test
  void sixAtOnceRunEachMigrationOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      Callable<List<Object>> migrate =
          () -> {
            try (var started = new Started(rows.test.dataSource())) {
              boolean done = started.tick("migrate");
              return List.of(done, started.log.getFirst().get("migrations"));
            }
          };
      List<List<Object>> results =
          threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> migrate).toList()).stream()
              .map(Future::resultNow)
              .toList();

      assertThat(results).allMatch(result -> result.getFirst().equals(true));
      // Flyway locks for each migration, so several may share them; none runs twice.
      assertThat(results.stream().mapToInt(result -> (int) result.getLast()).sum())
          .isEqualTo(rows.count("flyway_schema_history where version is not null"));
    }
  }

  @Test
  void aChangedMigrationIsRefusedAndNothingIsTouched() {
    try (var started = new Started(rows.test.dataSource())) {
      started.tick("migrate");
      rows.run("update flyway_schema_history set checksum = checksum + 1");

      assertThat(started.tick("migrate")).isFalse();
      assertThat(started.log.getLast()).containsEntry("outcome", "failed").containsKey("reason");
    }
  }
}
