package oo.standins.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import oo.standins.fault.StandInClock;
import oo.standins.http.Json;
import oo.standins.oauth.Secrets;
import oo.standins.store.Ledger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google's memory. Every change is in the ledger before its method returns. */
final class GoogleState implements AutoCloseable {

  private static final int KEYS_KEPT = 2;

  private record KeyRow(long number, String jwk) {}

  private record ClockRow(long aheadSeconds) {}

  private final Ledger ledger;
  private final StandInClock clock;
  private final Map<String, GoogleAccount> accounts = new LinkedHashMap<>();
  private final Map<String, Code> codes = new LinkedHashMap<>();
  private final Map<String, AccessToken> tokens = new LinkedHashMap<>();
  private final List<RSAKey> keys = new ArrayList<>();
  private long lastKey;

  GoogleState(Ledger ledger, StandInClock clock) {
    this.ledger = ledger;
    this.clock = clock;
    ledger.takeLoaded().forEach(this::load);
  }

  private void load(String key, JsonNode row) {
    switch (key.substring(0, key.indexOf('/'))) {
      case "account" -> {
        GoogleAccount account = Json.read(row, GoogleAccount.class);
        accounts.put(account.sub(), account);
      }
      case "code" -> {
        Code code = Json.read(row, Code.class);
        codes.put(code.code(), code);
      }
      case "token" -> {
        AccessToken token = Json.read(row, AccessToken.class);
        tokens.put(token.token(), token);
      }
      case "key" -> {
        KeyRow stored = Json.read(row, KeyRow.class);
        lastKey = Math.max(lastKey, stored.number());
        try {
          keys.add(RSAKey.parse(stored.jwk()));
        } catch (ParseException e) {
          throw new IllegalStateException("a stored signing key is no JWK", e);
        }
      }
      case "clock" ->
          clock.setAhead(Duration.ofSeconds(Json.read(row, ClockRow.class).aheadSeconds()));
      default -> throw new IllegalStateException("unknown row " + key);
    }
  }

  /** The account of an address, made when it is new. */
  synchronized GoogleAccount signIn(String email, String name) {
    String sub = subOf(email);
    GoogleAccount known = accounts.get(sub);
    String shown =
        !name.isBlank()
            ? name
            : known != null ? known.name() : email.substring(0, email.indexOf('@'));
    GoogleAccount account = new GoogleAccount(sub, known == null ? email : known.email(), shown);
    if (!account.equals(known)) {
      accounts.put(sub, account);
      ledger.commit(Map.of("account/" + sub, account));
    }
    return account;
  }

  /** A 21-digit number, as Google's are. */
  static String subOf(String email) {
    byte[] hash = Secrets.sha256(email.strip().toLowerCase(Locale.ROOT).getBytes(UTF_8));
    BigInteger digits = new BigInteger(1, hash).mod(BigInteger.TEN.pow(20));
    return "1" + "0".repeat(20 - digits.toString().length()) + digits;
  }

  synchronized List<GoogleAccount> accounts() {
    return List.copyOf(accounts.values());
  }

  synchronized Optional<GoogleAccount> account(String sub) {
    return Optional.ofNullable(accounts.get(sub));
  }

  synchronized boolean forget(String sub) {
    if (accounts.remove(sub) == null) {
      return false;
    }
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    rows.put("account/" + sub, null);
    ledger.commit(rows);
    return true;
  }

  synchronized void issue(Code code) {
    codes.put(code.code(), code);
    ledger.commit(Map.of("code/" + code.code(), code));
  }

  /** Takes a code away for good; empty when it was used before, is unknown or has expired. */
  synchronized Optional<Code> redeem(String value) {
    Code code = codes.remove(value);
    if (code == null) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    rows.put("code/" + value, null);
    ledger.commit(rows);
    return Optional.of(code).filter(c -> clock.instant().isBefore(c.expiresAt()));
  }

  synchronized void issue(AccessToken token) {
    tokens.put(token.token(), token);
    ledger.commit(Map.of("token/" + token.token(), token));
  }

  synchronized Optional<AccessToken> token(String value) {
    return Optional.ofNullable(tokens.get(value))
        .filter(token -> clock.instant().isBefore(token.expiresAt()));
  }

  synchronized void revokeTokensOf(String value) {
    AccessToken token = tokens.get(value);
    if (token == null) {
      return;
    }
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    for (AccessToken other : List.copyOf(tokens.values())) {
      if (other.sub().equals(token.sub())) {
        tokens.remove(other.token());
        rows.put("token/" + other.token(), null);
      }
    }
    ledger.commit(rows);
  }

  /** The key that signs: the newest. */
  synchronized RSAKey signingKey() {
    makeFirstKey();
    return keys.getLast();
  }

  /** Those that may be verified with, public halves. */
  synchronized List<RSAKey> keys() {
    makeFirstKey();
    return keys.stream().map(RSAKey::toPublicJWK).toList();
  }

  /**
   * Only when it is asked for: making one takes seconds in a cold JVM. Those of one process that
   * keep nothing share their first.
   */
  private void makeFirstKey() {
    if (keys.isEmpty()) {
      sign(ledger.isKept() ? newKey() : Shared.KEY);
    }
  }

  private static final class Shared {
    static final RSAKey KEY = newKey();
  }

  /** Signs with a new key from now on; the one before stays published, older ones do not. */
  synchronized void rotateKey() {
    makeFirstKey();
    sign(newKey());
  }

  private void sign(RSAKey key) {
    lastKey++;
    keys.add(key);
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    rows.put("key/" + key.getKeyID(), new KeyRow(lastKey, key.toJSONString()));
    while (keys.size() > KEYS_KEPT) {
      rows.put("key/" + keys.removeFirst().getKeyID(), null);
    }
    ledger.commit(rows);
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

  synchronized void setAhead(Duration ahead) {
    clock.setAhead(ahead);
    ledger.commit(Map.of("clock/ahead", new ClockRow(ahead.toSeconds())));
  }

  @Override
  public synchronized void close() {
    ledger.close();
  }
}
