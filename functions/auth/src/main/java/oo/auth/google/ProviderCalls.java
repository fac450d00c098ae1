package oo.auth.google;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import oo.host.sql.Database;

/**
 * How the last call to Google went, for the health page. Written when it changes, and every 10 s at
 * most otherwise. The row is a courtesy: when it cannot be written, sign-in goes on.
 */
public final class ProviderCalls {
  private final Database database;

  public ProviderCalls(Database database) {
    this.database = database;
  }

  record Last(Instant at, boolean ok, String detail) {}

  void went(boolean ok, String detail) {
    try {
      database.statement(
          db ->
              db.sql(
                      """
                      insert into provider_call (module, provider, at, ok, detail)
                      values ('auth', 'google', oo_now(), ?, ?)
                      on conflict (module, provider) do update
                      set at = excluded.at, ok = excluded.ok, detail = excluded.detail
                      where (provider_call.ok, provider_call.detail) is distinct from (excluded.ok, excluded.detail)
                         or provider_call.at not between excluded.at - interval '10 seconds' and excluded.at
                      """)
                  .params(ok, detail)
                  .update());
    } catch (RuntimeException e) {
      // Sign-in's own statements will meet the same fault and answer for it.
    }
  }

  Optional<Last> last() {
    return database.statement(
        db ->
            db.sql(
                    "select at, ok, detail from provider_call where module = 'auth' and provider = 'google'")
                .query(
                    (row, n) ->
                        new Last(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getBoolean("ok"),
                            row.getString("detail")))
                .optional());
  }
}
