package oo.standins.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;

/** Google's users, authorization codes and signing keys. */
final class GoogleState {

  private static final int PUBLISHED_KEYS = 2;

  private record KeyRow(long number, String jwk) {}

  private final RowStore store;
  private final Clock clock;
  private final RowStore.Table<GoogleUser> users;
  private final RowStore.Table<AuthorizationCode> codes;
  private final RowStore.Table<KeyRow> keyRows;
  private final List<RSAKey> keys = new ArrayList<>();
  private long lastKey;

  GoogleState(RowStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    users = store.table("account", GoogleUser.class);
    codes = store.table("code", AuthorizationCode.class);
    keyRows = store.table("key", KeyRow.class);
    keyRows.stream().sorted(Comparator.comparing(KeyRow::number)).forEach(this::load);
  }

  private void load(KeyRow row) {
    lastKey = row.number();
    try {
      keys.add(RSAKey.parse(row.jwk()));
    } catch (ParseException e) {
      throw new IllegalStateException("a stored signing key is no JWK", e);
    }
  }

  /**
   * The user of an address, made if new.
   *
   * @param name replaces the user's; blank for none
   */
  GoogleUser signIn(String email, String name) {
    return store.transaction(
        () -> {
          String sub = subOf(email);
          GoogleUser known =
              users
                  .get(sub)
                  .orElseGet(
                      () -> new GoogleUser(sub, email, email.substring(0, email.indexOf('@'))));
          return users.put(
              sub, new GoogleUser(sub, known.email(), name.isBlank() ? known.name() : name));
        });
  }

  /** 21 digits, as Google's are. */
  static String subOf(String email) {
    byte[] hash = SecretStrings.sha256(email.strip().toLowerCase(Locale.ROOT));
    return "1%020d".formatted(new BigInteger(1, hash).mod(BigInteger.TEN.pow(20)));
  }

  /** The latest last. */
  List<GoogleUser> users() {
    return store.transaction(() -> users.stream().toList());
  }

  GoogleUser user(String sub) {
    return store.transaction(() -> users.get(sub).orElseThrow());
  }

  void issue(AuthorizationCode code) {
    store.transaction(() -> codes.put(code.code(), code));
  }

  /** Ends a code; empty when it was used before, is unknown or has expired. */
  Optional<AuthorizationCode> redeem(String value) {
    return store.transaction(
        () -> codes.remove(value).filter(code -> clock.instant().isBefore(code.expiresAt())));
  }

  /** The newest key, which signs. */
  RSAKey signingKey() {
    return store.transaction(
        () -> {
          makeFirstKey();
          return keys.getLast();
        });
  }

  /** The public halves of the published keys. */
  List<RSAKey> publicKeys() {
    return store.transaction(
        () -> {
          makeFirstKey();
          return keys.stream().map(RSAKey::toPublicJWK).toList();
        });
  }

  /** Signs with a new key from now on; the one before stays published. */
  String rotateKey() {
    return store.transaction(
        () -> {
          makeFirstKey();
          return add(newKey());
        });
  }

  /**
   * Only when a key is needed: in a cold JVM, generating one takes seconds. In memory, all
   * stand-ins of a process share the first.
   */
  private void makeFirstKey() {
    if (keys.isEmpty()) {
      add(store.isInMemory() ? SharedKey.KEY : newKey());
    }
  }

  private static final class SharedKey {
    static final RSAKey KEY = newKey();
  }

  private String add(RSAKey key) {
    keys.add(key);
    keyRows.put(key.getKeyID(), new KeyRow(++lastKey, key.toJSONString()));
    while (keys.size() > PUBLISHED_KEYS) {
      keyRows.remove(keys.removeFirst().getKeyID());
    }
    return key.getKeyID();
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("no signing key could be made", e);
    }
  }
}
