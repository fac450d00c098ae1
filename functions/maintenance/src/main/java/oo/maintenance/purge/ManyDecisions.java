package oo.maintenance.purge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The oldest decisions of a user who has more than {@link #KEPT}. Only users who made many of late
 * are looked at: anyone else has fewer when the oldest expire. Each decision is read once after it
 * was made. A user who is missed, as the run was cut short, is found by the next decision.
 */
final class ManyDecisions implements PurgeRule {
  static final int KEPT = 40_000;

  /** In two days; {@link #KEPT} in the 400 days that a decision is kept. */
  private static final int MANY = 200;

  @Override
  public String name() {
    return "many_decisions";
  }

  @Override
  public int purge(Batches batches) {
    var recent = new LinkedHashSet<UUID>();
    batches.forward(name(), (tx, from) -> recent(tx, from, batches.rows(), recent));
    var left = List.copyOf(recent);
    int purged = 0;
    for (int at = 0; at < left.size(); at += batches.rows()) {
      var some = left.subList(at, Math.min(at + batches.rows(), left.size()));
      for (UUID user : batches.one(tx -> busy(tx, some))) {
        purged += batches.untilDone(tx -> deleteOldest(tx, user, batches.rows()));
      }
      if (!batches.timeIsLeft()) {
        break;
      }
    }
    return purged;
  }

  /** Adds who made decisions after a place, within the last two days. */
  private static Batches.Page recent(
      Transaction tx, @Nullable String from, int limit, Set<UUID> users) {
    record Made(String at, UUID user) {}
    List<Made> page =
        tx.sql(
                """
                select made_at::text as at, user_id from decision
                where made_at <= oo_now() and made_at > coalesce((
                  select at from cast(:from as timestamptz) at
                  where at between oo_now() - interval '2 days' and oo_now()), oo_now() - interval '2 days')
                order by made_at fetch first :limit rows with ties
                """)
            .param("from", from)
            .param("limit", limit)
            .query((row, n) -> new Made(row.getString("at"), row.getObject("user_id", UUID.class)))
            .list();
    page.forEach(made -> users.add(made.user()));
    return new Batches.Page(
        page.size(), 0, page.isEmpty() ? null : page.getLast().at(), page.size() >= limit, true);
  }

  /** Those of the users who made more than {@link #MANY} in two days. */
  private static List<UUID> busy(Transaction tx, List<UUID> users) {
    return tx.sql(
            """
            select u from unnest(?) u where (
              select made_at from decision where user_id = u
              order by seq desc nulls last, made_at desc offset ? limit 1) > oo_now() - interval '2 days'
            """)
        .params(tx.uuids(users), MANY)
        .query((row, n) -> row.getObject("u", UUID.class))
        .list();
  }

  private static int deleteOldest(Transaction tx, UUID user, int limit) {
    return tx.sql(
            """
            delete from decision where (user_id, decision_id) in (
              select d.user_id, d.decision_id from decision d
              where d.user_id = :user and d.decision_id <= (
                  select decision_id from decision where user_id = :user
                  order by decision_id desc offset :kept limit 1)
                and d.state <> 'open'
                and not exists (
                  select 1 from delivery p
                  where p.user_id = d.user_id and p.decision_id = d.decision_id
                    and p.state in ('waiting', 'sending'))
              limit :rows for update of d skip locked)
            """)
        .param("user", user)
        .param("kept", KEPT)
        .param("rows", limit)
        .update();
  }
}
