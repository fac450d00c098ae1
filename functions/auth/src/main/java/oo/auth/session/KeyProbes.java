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
 * Whether the keys are the ones they say they are. What each refresh key made when it was first
 * seen is kept in {@code key_probe}; a key of the same name that makes something else is a wrong
 * one, however well-formed.
 */
public final class KeyProbes {
  private static final String REFRESH = "refresh";

  /** A token of nobody that ended long ago. */
  private static final AccessToken NOBODY =
      new AccessToken(new UserId(new UUID(0, 0)), new SessionId(new UUID(0, 0)), Instant.EPOCH);

  private final Database database;
  private final KeyProbeStore store = new KeyProbeStore();
  private final RefreshKeys refreshKeys;
  private final SessionKeys sessionKeys;
  private final AccessTokens publicKeys;
  private volatile boolean left;

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

  /** Each refresh key opens its probe; one that is new leaves it. */
  public HealthCheck refreshKeys() {
    String name = "refresh keys";
    try {
      List<String> wrong = wrongRefreshKeys();
      return wrong.isEmpty()
          ? HealthCheck.green(
              name, "Each opens its probe: " + String.join(", ", refreshKeys.ids()) + ".")
          : HealthCheck.red(
              name,
              "Not the key that had this name before: " + String.join(", ", wrong) + ".",
              "Put the former key back into REFRESH_KEYS, or give the new one a kid of its own and list it first.");
    } catch (RuntimeException e) {
      return HealthCheck.red(
          name,
          "They cannot be compared while the database does not answer.",
          "Mend the database first.");
    }
  }

  /** Each private key's tokens are opened by the public ones. */
  public HealthCheck sessionKeys() {
    String name = "session keys";
    try {
      leaveSessionProbe();
    } catch (RuntimeException e) {
      // The check of the database says so.
    }
    List<String> closed = sessionKeys.notOpenedBy(publicKeys, NOBODY);
    return closed.isEmpty()
        ? HealthCheck.green(name, "The public keys open what the private ones sign.")
        : HealthCheck.red(
            name,
            "No public key opens what these sign: " + String.join(", ", closed) + ".",
            "Set SESSION_PUBLIC_KEYS, of every function, to the public halves of SESSION_PRIVATE_KEYS.");
  }

  /** Leaves the probes by which others, and a later start of this module, know the keys. */
  public void leave() {
    leaveSessionProbe();
    wrongRefreshKeys();
    left = true;
  }

  /**
   * Leaves them unless this process has: a start before the tables were made could not. Never
   * fails, as whoever signs in must not wait for it.
   */
  public void leaveIfNew() {
    if (left) {
      return;
    }
    try {
      leave();
    } catch (RuntimeException e) {
      // The next sign-in tries again, and health leaves them too.
    }
  }

  /** For {@link Probes#sessionKeys}; written when the newest key is another one. */
  private void leaveSessionProbe() {
    String token = sessionKeys.mint(NOBODY, NOBODY.expiresAt());
    String header = token.substring(0, token.indexOf('.') + 1);
    boolean left =
        database
            .statement(db -> store.find(db, Probes.SESSION, Probes.NEWEST))
            .map(kept -> new String(kept, StandardCharsets.UTF_8))
            .filter(kept -> kept.startsWith(header) && publicKeys.check(kept).isPresent())
            .isPresent();
    if (!left) {
      database.statement(
          db -> {
            store.replace(
                db, Probes.SESSION, Probes.NEWEST, token.getBytes(StandardCharsets.US_ASCII));
            return db;
          });
    }
  }

  /** The ids of the keys that are not what their names promise; leaves a probe of each new one. */
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
