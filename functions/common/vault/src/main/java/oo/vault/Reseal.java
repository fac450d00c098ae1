package oo.vault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import oo.host.base.MissingSetting;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.vault.CredentialStore.Stored;
import oo.vault.TokenVault.CannotOpen;
import org.jspecify.annotations.Nullable;

/**
 * Seals every stored token again under the newest key, while oO serves. A row is written only while
 * it still has what was read, so a token that is renewed meanwhile is never replaced by the one
 * before. It may be killed and run again at any time, also beside another one.
 */
public final class Reseal {
  private static final int ROWS_AT_ONCE = 500;

  /** Rows that are renewed meanwhile under an old key are found by another pass. */
  private static final int PASSES = 5;

  private final Database database;
  private final SodiumTokenVault vault;
  private final CredentialStore store = new CredentialStore();

  public Reseal(Database database, SodiumTokenVault vault) {
    this.database = database;
    this.vault = vault;
  }

  /**
   * What is stored now.
   *
   * @param sealed how many rows were sealed again
   * @param left how many rows other keys than the newest still hold, by the key's id
   * @param unopened the connections whose tokens no key opens; they were left as they are
   */
  public record Outcome(long sealed, Map<String, Long> left, List<ConnectionRef> unopened) {}

  /** The id of the key that seals. */
  public String newestKey() {
    return vault.newestKey();
  }

  /** The ids of the configured keys that seal no more. */
  public List<String> olderKeys() {
    return vault.keyIds().stream().filter(key -> !key.equals(newestKey())).toList();
  }

  /**
   * @param progress is told after each batch how many rows were looked at, and of how many
   * @throws MissingSetting when rows need a key that is not configured; nothing is changed then
   */
  public Outcome run(BiConsumer<Long, Long> progress) {
    long all = held().values().stream().mapToLong(rows -> rows).sum();
    var unopened = new ArrayList<ConnectionRef>();
    long sealed = 0;
    for (int pass = 1; pass <= PASSES; pass++) {
      unopened.clear();
      long now = pass(unopened, at -> progress.accept(Math.min(at, all), all));
      sealed += now;
      if (now == 0) {
        break;
      }
    }
    return new Outcome(sealed, held(), List.copyOf(unopened));
  }

  /** How many rows other keys hold. */
  private Map<String, Long> held() {
    var held = new TreeMap<>(database.<Map<String, Long>>statement(store::sealedByKey));
    held.remove(newestKey());
    var missing = new TreeMap<>(held);
    missing.keySet().removeAll(vault.keyIds());
    if (!missing.isEmpty()) {
      throw new MissingSetting(
          SodiumTokenVault.SETTING,
          "lacks "
              + String.join(", ", missing.keySet())
              + ", and "
              + missing.values().stream().mapToLong(rows -> rows).sum()
              + " stored tokens need it. Put that key back after the newest one, and run this again.");
    }
    return held;
  }

  private long pass(List<ConnectionRef> unopened, LongConsumer progress) {
    long sealed = 0;
    long read = 0;
    @Nullable ConnectionRef last = null;
    List<Stored> page;
    do {
      ConnectionRef after = last;
      page = database.statement(db -> store.sealedByOthers(db, newestKey(), after, ROWS_AT_ONCE));
      if (!page.isEmpty()) {
        sealed += sealAgain(page, unopened);
        last = page.getLast().whose();
      }
      read += page.size();
      progress.accept(read);
    } while (page.size() == ROWS_AT_ONCE);
    return sealed;
  }

  private int sealAgain(List<Stored> page, List<ConnectionRef> unopened) {
    var before = new ArrayList<Stored>();
    var after = new ArrayList<Stored>();
    for (Stored row : page) {
      try {
        byte[] plain = vault.open(row.whose(), row.sealed());
        after.add(new Stored(row.whose(), vault.seal(row.whose(), plain)));
        before.add(row);
        Arrays.fill(plain, (byte) 0);
      } catch (CannotOpen e) {
        unopened.add(row.whose());
      }
    }
    return before.isEmpty()
        ? 0
        : database.<Integer>transaction(tx -> store.sealAgain(tx, before, after));
  }
}
