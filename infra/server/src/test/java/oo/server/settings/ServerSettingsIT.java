package oo.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys a server starts with, by what its database holds. */
final class ServerSettingsIT {
  @TempDir Path folder = Path.of("");
  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void close() {
    database.close();
  }

  private Path keys() {
    return folder.resolve("keys.env");
  }

  private Map<String, String> environment() throws Exception {
    Path password =
        Files.writeString(folder.resolve("password"), database.password() + System.lineSeparator());
    return new HashMap<>(
        Map.of(
            "DATABASE_URL", database.url(),
            "DATABASE_USER", database.user(),
            "DATABASE_PASSWORD_FILE", password.toString(),
            "KEYS_FILE", keys().toString()));
  }

  @Test
  void anEmptyDatabaseGetsKeysAndACommandReadsThem() throws Exception {
    assertThat(ServerSettings.of(environment())).doesNotContainKey("VAULT_KEYS");

    Map<String, String> first = ServerSettings.ofServer(environment());

    assertThat(first)
        .containsKey("VAULT_KEYS")
        .containsEntry("DATABASE_PASSWORD", database.password());
    assertThat(ServerSettings.ofServer(environment())).isEqualTo(first);
    assertThat(ServerSettings.of(environment())).isEqualTo(first);
  }

  @Test
  void aDatabaseWithoutTablesIsEmpty() throws Exception {
    sql("drop table app_user, credential, key_probe cascade");

    assertThat(ServerSettings.ofServer(environment())).containsKey("VAULT_KEYS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into app_user (user_id, created_at, seen_at) values (gen_random_uuid(), now(), now())",
        "insert into key_probe values ('vault', '1', '')",
        """
        insert into credential (user_id, connection_id, key_id, sealed, stored_at)
        values (gen_random_uuid(), gen_random_uuid(), '1', '', now())
        """
      })
  void aDatabaseThatHoldsWhatLostKeysSealedGetsNoOthers(String held) throws Exception {
    sql("alter table credential drop constraint credential_user_id_connection_id_fkey");
    sql(held);

    assertThatThrownBy(() -> ServerSettings.ofServer(environment()))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("KEYS_FILE: " + keys() + " is gone");
    assertThat(keys()).doesNotExist();
  }

  @Test
  void whatTheEnvironmentSaysWins() throws Exception {
    Map<String, String> environment = environment();
    ServerSettings.ofServer(environment);
    environment.put("OBJECTS_KEY", "B".repeat(43) + "=");

    assertThat(ServerSettings.ofServer(environment))
        .containsEntry("OBJECTS_KEY", "B".repeat(43) + "=");
  }

  @Test
  void aPasswordThatIsNotThereIsNamed() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DATABASE_PASSWORD_FILE", folder.resolve("none").toString());

    assertThatThrownBy(() -> ServerSettings.of(environment))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("DATABASE_PASSWORD_FILE: cannot be read");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    environment.put("DATABASE_PASSWORD_FILE", empty.toString());
    assertThatThrownBy(() -> ServerSettings.ofServer(environment))
        .isInstanceOf(MissingSetting.class)
        .hasMessage(
            "DATABASE_PASSWORD_FILE: is empty: " + empty + " must hold the database's password.");
  }

  @Test
  void onlyADatabaseOfThisMachineIsReachedWithoutTls() throws Exception {
    Map<String, String> settings = new HashMap<>(ServerSettings.ofServer(environment()));
    settings.put("SITE_ORIGIN", "https://oo.example");

    assertThat(mode(settings)).isEqualTo("verify-full");
    settings.put("DATABASE_ON_THIS_MACHINE", "yes, or so");
    assertThat(mode(settings)).isEqualTo("verify-full");
    settings.put("DATABASE_ON_THIS_MACHINE", "true");
    assertThat(mode(settings)).isEqualTo("prefer");
  }

  private void sql(String text) {
    new Database(database.dataSource()).statement(one -> one.sql(text).update());
  }

  private static String mode(Map<String, String> settings) {
    var own = new Settings(settings);
    return ServerSettings.database(own, own, 1).getSslMode();
  }
}
