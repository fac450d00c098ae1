package oo.maintenance.purge;

import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;

/**
 * Ended connections whose purge is due. {@code revoke_grants} purges too, so these are the ones
 * that it gave up. Their rows in large tables go first, in batches; the others go with the
 * connection.
 */
final class EndedConnections implements PurgeRule {
  /**
   * An hour late, so that revoke_grants comes first. A revocation's purge is due 24 hours after its
   * connection ended; the index is read no further.
   */
  private static final String OVERDUE =
      """
      select c.user_id, c.connection_id
      from connection c left join revocation r using (user_id, connection_id)
      where c.state = 'ended' and c.ended_at <= oo_now() - interval '25 hours'
        and coalesce(r.purge_at, c.ended_at + interval '24 hours') <= oo_now() - interval '1 hour'
      order by c.ended_at limit ?
      """;

  private static final List<String> MANY =
      List.of(
          """
          delete from decision where (user_id, decision_id) in (
            select user_id, decision_id from decision where user_id = ? and connection_id = ? limit ?)
          """,
          """
          delete from slot where (user_id, connection_id, slot, from_v) in (
            select user_id, connection_id, slot, from_v from slot
            where user_id = ? and connection_id = ? limit ?)
          """,
          """
          delete from candidate where (user_id, connection_id, subject, version) in (
            select user_id, connection_id, subject, version from candidate
            where user_id = ? and connection_id = ? limit ?)
          """,
          """
          delete from task where (user_id, connection_id, subject) in (
            select user_id, connection_id, subject from task
            where user_id = ? and connection_id = ? limit ?)
          """);

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public int purge(Batches batches) {
    int purged = 0;
    List<ConnectionRef> overdue;
    do {
      overdue = batches.one(tx -> overdue(tx, batches.rows()));
      for (ConnectionRef ref : overdue) {
        if (!batches.timeIsLeft()) {
          return purged;
        }
        purged += purge(batches, ref);
      }
    } while (overdue.size() == batches.rows());
    return purged;
  }

  private static List<ConnectionRef> overdue(Transaction tx, int limit) {
    return tx.sql(OVERDUE)
        .param(limit)
        .query((row, n) ->
            new ConnectionRef(
                new UserId(row.getObject("user_id", UUID.class)),
                new ConnectionId(row.getObject("connection_id", UUID.class))))
        .list();
  }

  private static int purge(Batches batches, ConnectionRef ref) {
    UUID user = ref.user().value();
    UUID connection = ref.connection().value();
    for (String sql : MANY) {
      batches.untilDone(tx -> tx.sql(sql).params(user, connection, batches.rows()).update());
    }
    return batches.<Integer>one(tx ->
        tx.sql(
                """
                delete from connection where user_id = ? and connection_id = ? and state = 'ended'
                  and not exists (select 1 from slot where user_id = ? and connection_id = ?)
                """)
            .params(user, connection, user, connection)
            .update());
  }
}
