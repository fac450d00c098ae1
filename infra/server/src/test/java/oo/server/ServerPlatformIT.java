package oo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import oo.host.base.Settings;
import oo.postgres.TestDatabase;
import oo.server.invoke.Background;
import org.junit.jupiter.api.Test;

final class ServerPlatformIT {
  @Test
  void queuesAndSchedulesHaveConnectionsWhenPagesUseAllOfTheirs() throws Exception {
    try (var database = TestDatabase.create();
        var platform = new ServerPlatform()) {
      DataSource source =
          platform.dataSource(
              new Settings(
                  Map.of(
                      "SITE_ORIGIN", "http://localhost:8080",
                      "DATABASE_URL", database.url(),
                      "DATABASE_USER", database.user(),
                      "DATABASE_PASSWORD", database.password())));
      List<Connection> pages = new ArrayList<>();
      try {
        assertThatThrownBy(
                () -> {
                  while (pages.size() < 50) {
                    pages.add(source.getConnection());
                  }
                })
            .isInstanceOf(SQLException.class);
        assertThat(pages).hasSize(12);

        try (Connection own = Background.only(source).getConnection()) {
          assertThat(own.isValid(1)).isTrue();
        }
        assertThat(Background.run(Background::here)).isTrue();
        assertThat(Background.here()).isFalse();
      } finally {
        for (Connection page : pages) {
          page.close();
        }
      }
    }
  }
}
