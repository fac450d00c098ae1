package oo.standins.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import oo.standins.store.RowStore;

/** Google's signing keys. Use it in a transaction. */
final class SigningKeys {
  private static final int PUBLISHED = 2;

  private record KeyRow(String jwk) {}

  private final RowStore store;
  private final RowStore.Table<KeyRow> rows;
  private final List<RSAKey> keys;

  SigningKeys(RowStore store) {
    this.store = store;
    this.rows = store.table("key", KeyRow.class);
    this.keys = new ArrayList<>(rows.stream().map(SigningKeys::parse).toList());
  }

  /** The published keys, private and public halves. The last one signs. */
  List<RSAKey> published() {
    // Not at the start: generating a key takes seconds in a cold JVM.
    if (keys.isEmpty()) {
      add(store.isInMemory() ? SharedKey.KEY : newKey());
    }
    return List.copyOf(keys);
  }

  /** Signs with a new key from now on; the one before stays published. */
  void rotate() {
    published();
    add(newKey());
  }

  /** The first key of every stand-in in memory, so that a process generates it once. */
  private static final class SharedKey {
    static final RSAKey KEY = newKey();
  }

  private void add(RSAKey key) {
    keys.add(key);
    rows.put(key.getKeyID(), new KeyRow(key.toJSONString()));
    if (keys.size() > PUBLISHED) {
      rows.remove(keys.removeFirst().getKeyID());
    }
  }

  private static RSAKey parse(KeyRow row) {
    try {
      return RSAKey.parse(row.jwk());
    } catch (ParseException e) {
      throw new IllegalStateException("a stored signing key is no JWK", e);
    }
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
