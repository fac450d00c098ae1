package oo.auth.google;

import java.util.Optional;
import oo.host.health.ProviderCallStore;
import oo.host.health.ProviderCallStore.LastCall;
import oo.host.sql.Database;

/**
 * How the last call to Google went, for the health page. Best effort: when the row cannot be
 * written, sign-in goes on.
 */
public final class GoogleCalls {
  private static final String MODULE = "auth";
  private static final String PROVIDER = "google";

  private final Database database;
  private final ProviderCallStore calls = new ProviderCallStore();

  public GoogleCalls(Database database) {
    this.database = database;
  }

  void went(boolean ok, String detail) {
    try {
      database.statement(
          db -> {
            calls.note(db, MODULE, PROVIDER, ok, detail);
            return db;
          });
    } catch (RuntimeException e) {
      // Sign-in's own statements meet the same fault and answer for it.
    }
  }

  Optional<LastCall> last() {
    return database.statement(db -> calls.last(db, MODULE, PROVIDER));
  }
}
