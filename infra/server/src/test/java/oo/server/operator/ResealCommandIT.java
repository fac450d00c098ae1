package oo.server.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.vault.SodiumTokenVault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ResealCommandIT {
  private static final String KEYS =
      "new:"
          + Base64.getEncoder().encodeToString(new byte[32])
          + ",old:"
          + Base64.getEncoder()
              .encodeToString(
                  new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                    23, 24, 25, 26, 27, 28, 29, 30, 31, 32
                  });
  private static final String OLD = KEYS.substring(KEYS.indexOf("old:"));

  private final Commands oo = new Commands();
  private final UUID user = oo.user("ada@example.org");

  @AfterEach
  void close() {
    oo.close();
  }

  @Test
  void everyTokenIsSealedAgainAndTheOldKeyCanGo() {
    stored();
    stored();
    oo.settings.put("VAULT_KEYS", KEYS);

    String key =
        "No token needs old: take it out of VAULT_KEYS. Keep it where your backups from before today are.\n";
    assertThat(oo.run("reseal"))
        .isEqualTo(new Commands.Outcome(0, "2 tokens are sealed again under new.\n" + key, ""));
    assertThat(oo.run("reseal"))
        .isEqualTo(new Commands.Outcome(0, "0 tokens are sealed again under new.\n" + key, ""));
  }

  /** Else the operator is told how to make new keys. */
  @Test
  void aFileOfKeysThatIsNotThereIsAskedFor() {
    oo.settings.put("KEYS_FILE", "/nowhere/keys.env");

    for (String command : List.of("reseal", "restore")) {
      var outcome =
          oo.run(
              command.equals("restore") ? new String[] {command, "file"} : new String[] {command});
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err())
          .startsWith("/nowhere/keys.env is not there: put the copy")
          .doesNotContain("openssl")
          .hasLineCount(1);
    }
  }

  @Test
  void whatCannotBeOpenedIsNamedAndItsKeyStays() {
    stored();
    UUID broken = stored();
    oo.change("update credential set sealed = 'garbage' where connection_id = ?", broken);
    oo.settings.put("VAULT_KEYS", KEYS);

    var outcome = oo.run("reseal");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("1 tokens are sealed again under new.\n");
    assertThat(outcome.err())
        .startsWith("cannot be opened: connection " + broken + " of user " + user + "\n")
        .contains(
            "These keys must stay in VAULT_KEYS: old (1 tokens). 1 tokens, named above, cannot be opened")
        .hasLineCount(2);
  }

  @Test
  void aKeyThatIsNeededIsAskedFor() {
    stored();
    oo.settings.put("VAULT_KEYS", KEYS.substring(0, KEYS.indexOf(',')));

    var outcome = oo.run("reseal");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("VAULT_KEYS: lacks old, and 1 stored tokens need it. Put that key back")
        .hasLineCount(1);
  }

  private UUID stored() {
    UUID connection = oo.connection(user);
    var sealed =
        SodiumTokenVault.from(new Settings(Map.of("VAULT_KEYS", OLD)))
            .seal(
                new ConnectionRef(new UserId(user), new ConnectionId(connection)),
                "token".getBytes(UTF_8));
    oo.change(
        "insert into credential (user_id, connection_id, key_id, sealed, stored_at) values (?, ?, ?, ?, oo_now())",
        user,
        connection,
        sealed.keyId(),
        sealed.bytes());
    return connection;
  }
}
