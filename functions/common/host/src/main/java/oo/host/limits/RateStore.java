package oo.host.limits;

import java.util.UUID;
import oo.host.sql.Database;

/**
 * The table call_rate. A budget is a time until which the calls so far are paid for (GCRA), by the
 * database's clock.
 */
final class RateStore {
  private final Database database;

  RateStore(Database database) {
    this.database = database;
  }

  /**
   * @param refused the call is not paid for
   * @param ahead how far the calls that count are ahead of the rate, in milliseconds
   */
  record Paid(boolean refused, double ahead) {}

  /**
   * Pays for one more call if there is room, in one statement. A key's time is never further ahead
   * than the budget allows, so a clock that was set back heals.
   *
   * @param untold calls that were let pass before, and count whatever the answer
   */
  Paid pay(UUID key, Budget budget, int untold) {
    return database.statement(db ->
        db.sql(
                """
                insert into call_rate as r (key, paid_until, refused)
                values (:key, oo_now() + (:untold + 1) * :step * interval '1 millisecond', false)
                on conflict (key) do update set (paid_until, refused) = (
                  select case when fits then told + :step * interval '1 millisecond' else told end, not fits
                  from (
                    select told, told <= oo_now() + :room * interval '1 millisecond' as fits
                    from (
                      select least(greatest(r.paid_until, oo_now()),
                          oo_now() + (:room + :step) * interval '1 millisecond')
                        + :untold * :step * interval '1 millisecond' as told) was) now)
                returning refused, extract(epoch from paid_until - oo_now()) * 1000 as ahead
                """)
            .param("key", key)
            .param("untold", untold)
            .param("step", budget.step())
            .param("room", budget.room())
            .query((row, n) -> new Paid(row.getBoolean("refused"), row.getDouble("ahead")))
            .single());
  }
}
