package oo.connectors.calls;

import java.time.Duration;
import oo.host.limits.Budget;
import oo.host.sql.Sql;
import oo.signals.ConnectionRef;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The tables call_budget and provider_gate: what has been called, and whether a provider is down,
 * for all instances. A budget is a time until which the calls so far are paid for (GCRA).
 */
final class CallGateStore {
  /** So many connections in a row that found the provider down, and none that did not. */
  private static final int FEW = 3;

  /** Failures further apart than this are not in a row. */
  private static final Duration IN_A_ROW = Duration.ofMinutes(2);

  /** A probe whose caller died ends after this time; longer than any call. */
  private static final Duration PROBE = Duration.ofSeconds(30);

  /**
   * The answer to one who wants to call.
   *
   * @param ofConnection false when its connection has called often enough
   * @param passed it may call
   * @param down the provider was known to be down; one that passed is the probe
   * @param troubled a success is to be reported
   * @param connectionWait until the connection may call
   * @param providerWait until the provider may be called
   */
  record Answer(
      boolean ofConnection,
      boolean passed,
      boolean down,
      boolean troubled,
      Duration connectionWait,
      Duration providerWait) {}

  /** One statement; what is refused costs nothing of the other budget. */
  Answer ask(Sql db, ConnectionRef ref, String kind, Budget own, String provider, Budget all) {
    return answer(
        db.sql(
                """
                with own as (
                  insert into call_budget as b (user_id, connection_id, kind, paid_until)
                  values (:user, :connection, :kind, oo_now() + :step * interval '1 millisecond')
                  on conflict (user_id, connection_id, kind) do update
                  set paid_until = greatest(b.paid_until, oo_now()) + :step * interval '1 millisecond'
                  where b.paid_until <= oo_now() + :room * interval '1 millisecond'
                  returning 1),
                """
                    + GATE.formatted("where exists (select from own)")
                    + """
                    exists (select from own) as own,
                    (select extract(epoch from b.paid_until - oo_now()) * 1000 - :room from call_budget b
                      where b.user_id = :user and b.connection_id = :connection and b.kind = :kind) as own_wait
                    """)
            .param("user", ref.user().value())
            .param("connection", ref.connection().value())
            .param("kind", kind)
            .param("step", own.step())
            .param("room", own.room()),
        provider,
        all);
  }

  /** For a call of no connection. */
  Answer ask(Sql db, String provider, Budget all) {
    return answer(
        db.sql("with " + GATE.formatted("") + "true as own, 0 as own_wait"), provider, all);
  }

  private static Answer answer(StatementSpec sql, String provider, Budget all) {
    return sql.param("provider", provider)
        .param("allStep", all.step())
        .param("allRoom", all.room())
        .param("probe", PROBE.toMillis())
        .query((row, n) ->
            new Answer(
                row.getBoolean("own"),
                row.getBoolean("passed"),
                row.getBoolean("down"),
                row.getBoolean("troubled"),
                wait(row.getDouble("own_wait")),
                wait(row.getDouble("all_wait"))))
        .single();
  }

  /** The provider's part of a statement; the connection's columns follow. */
  private static final String GATE =
      """
      gate as (
        insert into provider_gate as g (provider, paid_until)
        select :provider, oo_now() + :allStep * interval '1 millisecond' %s
        on conflict (provider) do update
        set paid_until = greatest(g.paid_until, oo_now()) + :allStep * interval '1 millisecond',
            probe_at = case when g.down then oo_now() + :probe * interval '1 millisecond' end
        where g.paid_until <= oo_now() + :allRoom * interval '1 millisecond'
          and (not g.down or g.probe_at <= oo_now())
        returning g.down, g.failed_by <> '{}' as troubled)
      select exists (select from gate) as passed,
        coalesce((select down from gate), (select down from provider_gate where provider = :provider), false) as down,
        coalesce((select troubled from gate), false) as troubled,
        (select greatest(extract(epoch from g.paid_until - oo_now()) * 1000 - :allRoom,
            case when g.down then extract(epoch from g.probe_at - oo_now()) * 1000 end)
          from provider_gate g where g.provider = :provider) as all_wait,
      """;

  private static Duration wait(double millis) {
    return Duration.ofMillis(Math.max(1, (long) Math.ceil(millis)));
  }

  /** A connection found the provider down. Several different ones in a row make it down for all. */
  void failed(Sql db, String provider, ConnectionRef ref) {
    db.sql(
            """
            update provider_gate g
            set failed_by = row.failed_by, failed_at = oo_now(), down = cardinality(row.failed_by) >= :few,
                probes = 0, probe_at = case when cardinality(row.failed_by) >= :few then oo_now() + interval '2 seconds' end
            from (
              select provider, case
                when failed_at is null or failed_at < oo_now() - :inARow * interval '1 millisecond' then array[:connection::uuid]
                when :connection = any (failed_by) then failed_by
                else failed_by || :connection::uuid end as failed_by
              from provider_gate where provider = :provider and not down for update) row
            where g.provider = row.provider
            """)
        .param("provider", provider)
        .param("connection", ref.connection().value())
        .param("few", FEW)
        .param("inARow", IN_A_ROW.toMillis())
        .update();
  }

  /** The probe found it down: the next one comes later, after 15 s at most. */
  void probeFailed(Sql db, String provider) {
    db.sql(
            """
            update provider_gate
            set failed_at = oo_now(), probes = probes + 1,
                probe_at = oo_now() + least(15, 2 ^ least(probes + 1, 6)) * interval '1 second'
            where provider = ? and down
            """)
        .param(provider)
        .update();
  }

  /** A call succeeded: it is not down. */
  void succeeded(Sql db, String provider) {
    db.sql(
            """
            update provider_gate set down = false, failed_by = '{}', failed_at = null, probes = 0, probe_at = null
            where provider = ?
            """)
        .param(provider)
        .update();
  }

  /** The probe was let out in vain: another call may be it at once. */
  void probeAgain(Sql db, String provider) {
    db.sql("update provider_gate set probe_at = oo_now() where provider = ? and down")
        .param(provider)
        .update();
  }
}
