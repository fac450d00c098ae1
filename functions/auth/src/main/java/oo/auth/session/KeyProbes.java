package oo.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import oo.contract.HealthCheck;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.health.KeyProbeStore;
import oo.host.health.Probes;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;

/**
 * Detects a wrong key under a known key id. At its first use each key leaves a probe in {@code
 * key_probe}; a later key of the same id must make the same probe.
 */
public final class KeyProbes {
  private static final String REFRESH = "refresh";

  /** An expired dummy token. */
  private static final AccessToken DUMMY =
      new AccessToken(new UserId(new UUID(0, 0)), new SessionId(new UUID(0, 0)), 0, Instant.EPOCH);

  private final Database database;
  private final KeyProbeStore store = new KeyProbeStore();
  private final RefreshKeys refreshKeys;
  private final SessionKeys sessionKeys;
  private final AccessTokens publicKeys;
  private volatile boolean stored;

  public KeyProbes(
      Database database,
      RefreshKeys refreshKeys,
      SessionKeys sessionKeys,
      AccessTokens publicKeys) {
    this.database = database;
    this.refreshKeys = refreshKeys;
    this.sessionKeys = sessionKeys;
    this.publicKeys = publicKeys;
  }

  /** Checks each refresh key against its probe; stores the probe of a new key. */
  public HealthCheck refreshKeys() {
    String name = "refresh keys";
    try {
      List<String> wrong = wrongRefreshKeys();
      return wrong.isEmpty()
          ? HealthCheck.green(
              name, "Each matches its probe: " + String.join(", ", refreshKeys.ids()) + ".")
          : HealthCheck.red(
              name,
              "Not the key that had this name before: " + String.join(", ", wrong) + ".",
              "Put the former key back into REFRESH_KEYS, or give the new one another kid and list it first.");
    } catch (RuntimeException e) {
      return HealthCheck.red(
          name,
          "They cannot be compared while the database does not answer.",
          "Mend the database first.");
    }
  }

  /** Checks that the public keys verify the tokens of each private key. */
  public HealthCheck sessionKeys() {
    String name = "session keys";
    try {
      storeSessionProbe();
    } catch (RuntimeException e) {
      // The database's check reports this.
    }
    List<String> unverified = sessionKeys.notVerifiedBy(publicKeys, DUMMY);
    return unverified.isEmpty()
        ? HealthCheck.green(name, "The public keys verify what the private ones sign.")
        : HealthCheck.red(
            name,
            "No public key verifies what these sign: " + String.join(", ", unverified) + ".",
            "Set SESSION_PUBLIC_KEYS, of every function, to the public halves of SESSION_PRIVATE_KEYS.");
  }

  /** Stores the probes of new keys. */
  public void store() {
    storeSessionProbe();
    wrongRefreshKeys();
    stored = true;
  }

  /**
   * Stores the probes unless this process already did; a start before the migration could not. Best
   * effort: a sign-in must not fail because of a probe.
   */
  public void storeOnce() {
    if (stored) {
      return;
    }
    try {
      store();
    } catch (RuntimeException e) {
      // The next sign-in or health check tries again.
    }
  }

  /** For {@link Probes#sessionKeys}; written when the newest key changed. */
  private void storeSessionProbe() {
    String token = sessionKeys.mint(DUMMY, DUMMY.expiresAt());
    String header = token.substring(0, token.indexOf('.') + 1);
    boolean current =
        database
            .statement(db -> store.find(db, Probes.SESSION, Probes.NEWEST))
            .map(kept -> new String(kept, StandardCharsets.UTF_8))
            .filter(kept -> kept.startsWith(header) && publicKeys.check(kept).isPresent())
            .isPresent();
    if (!current) {
      byte[] probe = token.getBytes(StandardCharsets.US_ASCII);
      database.execute(db -> store.replace(db, Probes.SESSION, Probes.NEWEST, probe));
    }
  }

  /** The ids of the refresh keys that differ from their probe; stores the probe of a new key. */
  private List<String> wrongRefreshKeys() {
    var wrong = new ArrayList<String>();
    for (String id : refreshKeys.ids()) {
      byte[] probe = refreshKeys.probe(id);
      byte[] first = database.transaction(tx -> store.firstOf(tx, REFRESH, id, probe));
      if (!MessageDigest.isEqual(first, probe)) {
        wrong.add(id);
      }
    }
    return wrong;
  }
}
