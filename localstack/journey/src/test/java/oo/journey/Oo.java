package oo.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.postgres.TestDatabase;
import oo.runtime.Keys;
import oo.runtime.LocalRuntime;
import oo.runtime.RuntimeConfig;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.StandInsControl;
import oo.standins.oauth.OAuthClient;

/** The whole product on free ports: database, stand-ins, runtime with all modules, pages. */
final class Oo implements AutoCloseable {
  static final Path TREE = Path.of("../..").toAbsolutePath().normalize();

  final TestDatabase database = TestDatabase.create();
  final StandIns standIns = StandIns.start(StandInsConfig.inMemory());
  final StandInsControl control = StandInsControl.of(standIns);
  final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  final Map<String, String> settings = new HashMap<>(Keys.fresh());
  LocalRuntime runtime;

  Oo() {
    settings.put("DATABASE_URL", database.url());
    settings.put("DATABASE_USER", database.user());
    settings.put("DATABASE_PASSWORD", database.password());
    settings.put("GOOGLE_CLIENT_ID", "oo");
    settings.put("GOOGLE_CLIENT_SECRET", "google-secret");
    settings.put("GOOGLE_ISSUER", standIns.googleIssuer());
    settings.put("GOOGLE_BACK_CHANNEL", standIns.googleBackBase());
    settings.put("TODOIST_CLIENT_ID", "oo");
    settings.put("TODOIST_CLIENT_SECRET", "todoist-secret");
    settings.put("TODOIST_BASE", standIns.todoistBase());
    settings.put("TODOIST_BACK_CHANNEL", standIns.todoistBase());
    runtime = start(0);
    control
        .google()
        .register(
            OAuthClient.of("oo", "google-secret", runtime.baseUrl() + "/api/auth/google/callback"));
    control
        .todoist()
        .register(
            OAuthClient.of(
                "oo", "todoist-secret", runtime.baseUrl() + "/api/connectors/todoist/callback"));
  }

  /** Ends the runtime as it is, and starts another one on the same port. */
  void restartRuntime() {
    int port = runtime.port();
    runtime.close();
    runtime = start(port);
  }

  private LocalRuntime start(int port) {
    try {
      return LocalRuntime.start(
          RuntimeConfig.of(TREE, Files.createTempDirectory("oo-journey-"), settings)
              .at("127.0.0.1", port)
              .logging(log::add));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String at(String path) {
    return runtime.baseUrl() + path;
  }

  @Override
  public void close() {
    runtime.close();
    standIns.close();
    database.close();
  }
}
