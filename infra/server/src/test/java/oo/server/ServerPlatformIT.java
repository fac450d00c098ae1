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
import oo.server.invoke.Serving;
import org.junit.jupiter.api.Test;

final class ServerPlatformIT {
  @Test
  void aFloodOfOneFunctionLeavesConnectionsToTheOthers() throws Exception {
    try (var database = TestDatabase.create();
        var platform = new ServerPlatform(Map.of())) {
      DataSource source = platform.dataSource(settings(database));
      List<Connection> flood = new ArrayList<>();
      try {
        Serving.run("begin_sign_in", () -> taken(source, flood));
        assertThat(flood).hasSize(9);
        List<Connection> others = new ArrayList<>();
        Serving.run("recommend", () -> taken(source, others));
        assertThat(others).hasSize(3);
        for (Connection other : others) {
          other.close();
          other.close();
        }
        others.clear();
        Serving.run("recommend", () -> taken(source, others));
        assertThat(others).as("each gave back its share once").hasSize(3);
        flood.addAll(others);
      } finally {
        for (Connection one : flood) {
          one.close();
        }
      }
    }
  }

  /** As many connections as there are; then it fails after its wait. */
  private static boolean taken(DataSource source, List<Connection> taken) {
    assertThatThrownBy(
            () -> {
              while (taken.size() < 50) {
                taken.add(source.getConnection());
              }
            })
        .isInstanceOf(SQLException.class);
    return true;
  }

  private static Settings settings(TestDatabase database) {
    return new Settings(
        Map.of(
            "SITE_ORIGIN", "http://localhost:8080",
            "DATABASE_URL", database.url(),
            "DATABASE_USER", database.user(),
            "DATABASE_PASSWORD", database.password()));
  }

  @Test
  void queuesAndSchedulesHaveConnectionsWhenPagesUseAllOfTheirs() throws Exception {
    try (var database = TestDatabase.create();
        var platform = new ServerPlatform(Map.of())) {
      DataSource source = platform.dataSource(settings(database));
      List<Connection> pages = new ArrayList<>();
      try {
        Serving.run("recommend", () -> taken(source, pages));
        Serving.run("complete_tip", () -> taken(source, pages));
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
