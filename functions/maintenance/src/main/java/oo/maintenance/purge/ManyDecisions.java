package oo.maintenance.purge;

import java.util.List;
import java.util.UUID;

/**
 * The oldest decisions of a user who has more than {@link #KEPT}. Only users who made many of late
 * are looked at: anyone else has fewer when the oldest expire.
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
    List<UUID> users =
        batches.one(tx ->
            tx.sql(
                    """
                    select user_id from decision where made_at > oo_now() - interval '2 days'
                    group by user_id having count(*) > ?
                    """)
                .param(MANY)
                .query(UUID.class)
                .list());
    int purged = 0;
    for (UUID user : users) {
      purged +=
          batches.untilDone(tx ->
              tx.sql(
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
                  .param("rows", batches.rows())
                  .update());
    }
    return purged;
  }
}
