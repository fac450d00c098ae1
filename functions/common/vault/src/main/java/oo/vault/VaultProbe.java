package oo.vault;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import oo.contract.HealthCheck;
import oo.host.health.KeyProbeStore;
import oo.host.health.Probe;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;

/**
 * Detects a wrong key under a known key id, and a key that is gone while tokens need it. Each key
 * must open its stored probe; a new key stores its probe. It counts all tokens, so {@link
 * #remembered} belongs to it.
 */
public final class VaultProbe implements Probe {
  private static final String PURPOSE = "vault";
  private static final String NAME = "vault";

  private final Database database;
  private final SodiumTokenVault vault;
  private final KeyProbeStore store = new KeyProbeStore();
  private final CredentialStore credentials = new CredentialStore();

  public VaultProbe(Database database, SodiumTokenVault vault) {
    this.database = database;
    this.vault = vault;
  }

  @Override
  public HealthCheck check() {
    var wrong = new ArrayList<String>();
    var gone = new TreeMap<String, Long>();
    try {
      gone.putAll(database.<Map<String, Long>>statement(credentials::sealedByKey));
      gone.keySet().removeAll(vault.keyIds());
      for (String keyId : vault.keyIds()) {
        if (!vault.opens(keyId, stored(keyId))) {
          wrong.add(keyId);
        }
      }
    } catch (DatabaseUnavailable e) {
      return HealthCheck.red(
          NAME, "Its keys cannot be checked: the database does not answer.", "Start PostgreSQL.");
    } catch (LinkageError e) {
      return HealthCheck.red(
          NAME, "libsodium cannot be loaded.", "Run oO where its library for this machine works.");
    }
    if (!gone.isEmpty()) {
      return HealthCheck.red(
          NAME,
          "Of the stored tokens, "
              + gone.values().stream().mapToLong(rows -> rows).sum()
              + " need a key that is not there: "
              + String.join(", ", gone.keySet())
              + ".",
          "Put that key back into VAULT_KEYS, after the newest, and run oo reseal before it goes.");
    }
    return wrong.isEmpty()
        ? HealthCheck.green(NAME, "Every key opens what it sealed.")
        : HealthCheck.red(
            NAME,
            "Not the key that sealed what is stored: " + String.join(", ", wrong) + ".",
            "Put the right key under that name into VAULT_KEYS, or give the new key another name, first in the list.");
  }

  private byte[] stored(String keyId) {
    byte[] fresh = vault.probe(keyId);
    return database.transaction(tx -> store.firstOf(tx, PURPOSE, keyId, fresh));
  }
}
