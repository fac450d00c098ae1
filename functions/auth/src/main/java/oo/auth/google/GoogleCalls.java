package oo.auth.google;

import java.util.Optional;
import oo.host.health.ProviderCallStore;
import oo.host.health.ProviderCallStore.LastCall;
import oo.host.sql.Database;

/**
 * Records how the last call to Google went, for the health page. Best effort: sign-in goes on when
 * the row cannot be written.
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
      database.execute(db -> calls.note(db, MODULE, PROVIDER, ok, detail));
    } catch (RuntimeException e) {
      // Sign-in's other statements report the same error.
    }
  }

  Optional<LastCall> last() {
    return database.statement(db -> calls.last(db, MODULE, PROVIDER));
  }
}
