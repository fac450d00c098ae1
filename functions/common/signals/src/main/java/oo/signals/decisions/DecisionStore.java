package oo.signals.decisions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.contract.Json;
import oo.contract.Tip;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.policy.Seed;
import oo.signals.CandidateSet;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Occurrence;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.LockedConnection;
import tools.jackson.core.type.TypeReference;

/**
 * The decision log: the tables decision and decision_input. Every method is part of the caller's
 * transaction.
 */
public final class DecisionStore {
  /** How long a tip without a tap stays open. A later tap still counts. */
  public static final Duration LIFE = Duration.ofHours(12);

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final ConnectionStore connections = new ConnectionStore();

  /**
   * The open decision and whether its task is still the candidate that it was.
   *
   * @param current false when it must not be shown again
   */
  public record Open(DecisionId id, Tip shown, boolean current, boolean expired) {}

  public Optional<Open> open(Transaction tx, UserId user) {
    return tx.sql(
            """
            select d.decision_id, d.shown, d.expires_at <= oo_now() as expired,
                   c.state = 'live' and coalesce((
                     select t.shown_from <= d.version
                     from slot s join task t using (user_id, connection_id, subject)
                     where s.user_id = d.user_id and s.connection_id = d.connection_id
                       and s.subject = d.subject and s.to_v is null), false) as current
            from decision d
            join connection c using (user_id, connection_id)
            where d.user_id = ? and d.state = 'open'
            """)
        .param(user.value())
        .query((row, n) ->
            new Open(
                new DecisionId(row.getObject("decision_id", UUID.class)),
                Json.mapper().readValue(row.getString("shown"), Tip.class),
                row.getBoolean("current"),
                row.getBoolean("expired")))
        .optional();
  }

  /**
   * Logs an open decision, unless the user has one already.
   *
   * @return false when there was one, which the caller reads
   */
  public boolean add(Transaction tx, Decision decision) {
    UUID user = decision.user().value();
    ChosenTask chosen = decision.chosen();
    boolean added =
        tx.sql(
                    """
                    insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed,
                      distribution, client_context, server_context, connection_id, slot, subject, version, occurrence,
                      recurring, shown, state)
                    values (:user, :decision, :madeAt, :expiresAt, :policy, :policyVersion, :seed,
                      :distribution::jsonb, :clientContext::jsonb, :serverContext::jsonb, :connection, :slot, :subject,
                      :version, :occurrence, :recurring, :shown::jsonb, 'open')
                    on conflict (user_id) where state = 'open' do nothing
                    """)
                .param("user", user)
                .param("decision", decision.id().value())
                .param("madeAt", decision.madeAt().atOffset(ZoneOffset.UTC))
                .param("expiresAt", decision.madeAt().plus(LIFE).atOffset(ZoneOffset.UTC))
                .param("policy", decision.policy())
                .param("policyVersion", decision.policyVersion())
                .param("seed", decision.seed().bytes())
                .param("distribution", DistributionJson.write(decision.distribution()))
                .param("clientContext", json(decision.clientContext()))
                .param("serverContext", json(decision.serverContext()))
                .param("connection", chosen.connection().connection().value())
                .param("slot", chosen.slot())
                .param("subject", chosen.subject())
                .param("version", chosen.version())
                .param("occurrence", chosen.occurrence().text())
                .param("recurring", chosen.recurring())
                .param("shown", json(decision.shown()))
                .update()
            == 1;
    if (added) {
      List<CandidateSet> inputs = decision.inputs();
      tx.sql(
              """
              insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
              select :user, :decision, row.position - 1, row.connection_id, row.set_version, row.set_size
              from unnest(:connections, :versions, :sizes) with ordinality as row (connection_id, set_version, set_size, position)
              """)
          .param("user", user)
          .param("decision", decision.id().value())
          .param(
              "connections",
              tx.uuids(inputs.stream().map(set -> set.connection().connection().value()).toList()))
          .param("versions", tx.array("int8", inputs.stream().map(CandidateSet::version).toList()))
          .param("sizes", tx.array("int4", inputs.stream().map(CandidateSet::size).toList()))
          .update();
    }
    return added;
  }

  /** A decision with its inputs. */
  public Optional<Decision> find(Transaction tx, UserId user, DecisionId id) {
    List<CandidateSet> inputs =
        tx.sql(
                """
                select connection_id, set_version, set_size from decision_input
                where user_id = ? and decision_id = ? order by position
                """)
            .params(user.value(), id.value())
            .query((row, n) ->
                new CandidateSet(
                    new ConnectionRef(
                        user, new ConnectionId(row.getObject("connection_id", UUID.class))),
                    row.getLong("set_version"),
                    row.getInt("set_size")))
            .list();
    return tx.sql("select * from decision where user_id = ? and decision_id = ?")
        .params(user.value(), id.value())
        .query((row, n) -> decision(row, inputs))
        .optional();
  }

  /**
   * A decision that is locked until commit.
   *
   * @param now by the database's clock
   */
  public record Locked(ChosenTask task, Instant now) {}

  /**
   * Locks the rows of the decision's connection and of the decision until commit, in that order.
   * Empty also when the connection is ended: what is hidden cannot be tapped.
   */
  public Optional<Locked> lock(Transaction tx, UserId user, DecisionId id) {
    Optional<LockedConnection> connection = connections.lock(tx, user, id);
    if (connection.filter(c -> !c.ended()).isEmpty()) {
      return Optional.empty();
    }
    return tx.sql(
            """
            select user_id, connection_id, slot, subject, version, occurrence, recurring from decision
            where user_id = ? and decision_id = ? for no key update
            """)
        .params(user.value(), id.value())
        .query((row, n) -> new Locked(chosen(row), connection.get().now()))
        .optional();
  }

  /** Finds the user of a decision; for the operator, who has only the id. */
  public Optional<UserId> userOf(Transaction tx, DecisionId id) {
    return tx.sql("select user_id from decision where decision_id = ?")
        .param(id.value())
        .query(UUID.class)
        .optional()
        .map(UserId::new);
  }

  /** The user's newest decision, when it ended because its task changed at the source. */
  public Optional<ChosenTask> justSuperseded(Transaction tx, UserId user) {
    return tx.sql(
            """
            select * from (
              select * from decision where user_id = ?
              order by seq desc nulls last, made_at desc limit 1) newest
            where state = 'superseded'
            """)
        .param(user.value())
        .query((row, n) -> chosen(row))
        .optional();
  }

  /** Ends a decision that is open; one that is not stays as it is. */
  public void end(Transaction tx, UserId user, DecisionId id, Decision.State state) {
    tx.sql(
            """
            update decision set state = ?, ended_at = oo_now()
            where user_id = ? and decision_id = ? and state = 'open'
            """)
        .params(state.column(), user.value(), id.value())
        .update();
  }

  /** Ends the open decision of a connection that is ended. */
  public void endOpen(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update decision set state = 'disconnected', ended_at = oo_now()
            where user_id = ? and connection_id = ? and state = 'open'
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Ends the open decision when its task is one of these and is gone or was changed. */
  public void endStale(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    tx.sql(
            """
            update decision d
            set state = t.state, ended_at = oo_now()
            from (
              select user_id, connection_id, subject, shown_from,
                     case
                       when not open then coalesce(ended_as, 'gone_at_source')
                       when not eligible or not_before > oo_now() or exists (
                         select from task child
                         where child.user_id = task.user_id and child.connection_id = task.connection_id
                           and child.parent = task.subject and child.open and child.subject <> task.subject)
                       then 'moved_at_source'
                       else 'superseded' end as state
              from task) t
            where d.user_id = ? and d.state = 'open' and d.connection_id = ? and d.subject = any(?)
              and t.user_id = d.user_id and t.connection_id = d.connection_id and t.subject = d.subject
              and (t.state <> 'superseded' or t.shown_from > d.version)
            """)
        .params(ref.user().value(), ref.connection().value(), tx.texts(subjects))
        .update();
  }

  /** The state that the decision's events give it, whatever it was. */
  public void settle(Transaction tx, UserId user, DecisionId id, Decision.State state) {
    tx.sql(
            """
            update decision set state = ?, ended_at = coalesce(ended_at, oo_now())
            where user_id = ? and decision_id = ? and state <> ?
            """)
        .params(state.column(), user.value(), id.value(), state.column())
        .update();
  }

  private static Decision decision(ResultSet row, List<CandidateSet> inputs) throws SQLException {
    return new Decision(
        new UserId(row.getObject("user_id", UUID.class)),
        new DecisionId(row.getObject("decision_id", UUID.class)),
        instant(row, "made_at"),
        row.getString("policy"),
        row.getInt("policy_version"),
        new Seed(row.getBytes("seed")),
        DistributionJson.read(row.getString("distribution")),
        inputs,
        Json.mapper().readValue(row.getString("client_context"), OBJECT),
        Json.mapper().readValue(row.getString("server_context"), OBJECT),
        chosen(row),
        Json.mapper().readValue(row.getString("shown"), Tip.class),
        Decision.State.of(row.getString("state")));
  }

  private static ChosenTask chosen(ResultSet row) throws SQLException {
    return new ChosenTask(
        new ConnectionRef(
            new UserId(row.getObject("user_id", UUID.class)),
            new ConnectionId(row.getObject("connection_id", UUID.class))),
        row.getInt("slot"),
        row.getString("subject"),
        row.getLong("version"),
        new Occurrence(row.getString("occurrence")),
        row.getBoolean("recurring"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static String json(Object value) {
    return Json.mapper().writeValueAsString(value);
  }
}
