package oo.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DatabaseDownIT {

  @Test
  void itStaysUpSaysSoAndGoesOn() throws Exception {
    try (var oo = new StartedServer()) {
      assertThat(oo.get("/api/auth/health").statusCode()).isEqualTo(200);
      oo.database.stopServer();
      try {
        assertThat(oo.get("/api/auth/health").statusCode()).isEqualTo(503);
        assertThat(oo.get("/health").statusCode()).isEqualTo(200);
        assertThat(oo.write("POST", "/api/signals/fetch?words=lost", new byte[0]).statusCode())
            .isEqualTo(503);
      } finally {
        oo.database.startServer();
      }
      ServerIT.await(() -> status(oo) == 200);
      oo.write("POST", "/api/signals/fetch?words=back", new byte[0]);
      ServerIT.await(() -> oo.wiring.consumed.contains("back"));
    }
  }

  @Test
  void itStartsWithoutADatabaseAndBeginsWhenThereIsOne() throws Exception {
    try (var first = oo.postgres.TestDatabase.create()) {
      first.stopServer();
      var wiring = new TestWiring();
      try (var server =
          Server.start(
              ServerConfig.of(
                      java.nio.file.Path.of("../.."),
                      java.nio.file.Path.of("target/data"),
                      StartedServer.settings(first))
                  .only(java.util.List.of(wiring))
                  .logging(line -> {}))) {
        assertThat(server.port()).isPositive();
        assertThat(wiring.ticks).isEmpty();
        first.startServer();
        ServerIT.await(() -> !wiring.ticks.isEmpty());
      } finally {
        first.startServer();
      }
    }
  }

  private static int status(StartedServer oo) {
    try {
      return oo.get("/api/auth/health").statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
