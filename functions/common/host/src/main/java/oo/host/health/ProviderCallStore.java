package oo.host.health;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import oo.host.sql.Sql;

/** The table provider_call: how a module's last call to each provider went. */
public final class ProviderCallStore {

  public record LastCall(Instant at, boolean ok, String detail) {}

  /**
   * Notes a call. The row is written when that changes something, and every 10 s at most otherwise.
   *
   * @param detail in words; nothing that the provider sent
   */
  public void note(Sql db, String module, String provider, boolean ok, String detail) {
    db.sql(
            """
            insert into provider_call (module, provider, at, ok, detail)
            values (?, ?, oo_now(), ?, ?)
            on conflict (module, provider) do update
            set at = excluded.at, ok = excluded.ok, detail = excluded.detail
            where (provider_call.ok, provider_call.detail) is distinct from (excluded.ok, excluded.detail)
               or provider_call.at not between excluded.at - interval '10 seconds' and excluded.at
            """)
        .params(module, provider, ok, detail)
        .update();
  }

  /**
   * @param since how long ago it was
   */
  public record Newest(boolean ok, Duration since) {}

  /** The module's newest good call to any provider; its newest failed one when there is none. */
  public Optional<Newest> newest(Sql db, String module) {
    return db.sql(
            """
            select ok, extract(epoch from oo_now() - at)::float8 as since from provider_call
            where module = ? order by ok desc, at desc limit 1
            """)
        .param(module)
        .query((row, n) -> new Newest(row.getBoolean("ok"), PulseStore.since(row)))
        .optional();
  }

  public Optional<LastCall> last(Sql db, String module, String provider) {
    return db.sql("select at, ok, detail from provider_call where module = ? and provider = ?")
        .params(module, provider)
        .query((row, n) ->
            new LastCall(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getBoolean("ok"),
                row.getString("detail")))
        .optional();
  }
}
