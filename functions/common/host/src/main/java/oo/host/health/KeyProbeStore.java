package oo.host.health;

import java.util.Optional;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;

/**
 * The table key_probe: something that each key made, so that another key of the same name is found
 * out.
 */
public final class KeyProbeStore {

  public Optional<byte[]> find(Sql db, String purpose, String keyId) {
    return db.sql("select probe from key_probe where purpose = ? and key_id = ?")
        .params(purpose, keyId)
        .query((row, n) -> row.getBytes("probe"))
        .optional();
  }

  /** Stores a probe unless the key has one; returns the one that is stored. */
  public byte[] firstOf(Transaction tx, String purpose, String keyId, byte[] probe) {
    tx.sql("insert into key_probe (purpose, key_id, probe) values (?, ?, ?) on conflict do nothing")
        .params(purpose, keyId, probe)
        .update();
    return find(tx, purpose, keyId).orElseThrow();
  }

  public void replace(Sql db, String purpose, String keyId, byte[] probe) {
    db.sql(
            """
            insert into key_probe (purpose, key_id, probe) values (?, ?, ?)
            on conflict (purpose, key_id) do update set probe = excluded.probe
            """)
        .params(purpose, keyId, probe)
        .update();
  }
}
