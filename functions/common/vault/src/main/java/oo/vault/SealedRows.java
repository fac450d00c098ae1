package oo.vault;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.sql.Sql;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.vault.TokenVault.CannotOpen;
import oo.vault.TokenVault.Sealed;

/** Tells whether the keys of these settings open what a database holds. */
public final class SealedRows {
  private static final String ONE_OF_EACH_KEY =
      "select distinct on (key_id) user_id, connection_id, key_id, sealed from credential order by key_id, stored_at desc";

  private SealedRows() {}

  private record Row(ConnectionRef whose, Sealed sealed) {}

  /**
   * The ids of keys that sealed a row and are not among the settings', or are another key there.
   *
   * @throws oo.host.base.MissingSetting when rows are sealed and the settings name no key
   */
  public static List<String> missingKeys(Sql db, Settings settings) {
    List<Row> rows =
        db.sql(ONE_OF_EACH_KEY)
            .query((row, n) ->
                new Row(
                    new ConnectionRef(
                        new UserId(row.getObject("user_id", UUID.class)),
                        new ConnectionId(row.getObject("connection_id", UUID.class))),
                    new Sealed(row.getString("key_id"), row.getBytes("sealed"))))
            .list();
    if (rows.isEmpty()) {
      return List.of();
    }
    SodiumTokenVault vault = SodiumTokenVault.from(settings);
    return rows.stream()
        .filter(row -> !opens(vault, row))
        .map(row -> row.sealed().keyId())
        .toList();
  }

  private static boolean opens(TokenVault vault, Row row) {
    try {
      Arrays.fill(vault.open(row.whose(), row.sealed()), (byte) 0);
      return true;
    } catch (CannotOpen e) {
      return false;
    }
  }
}
