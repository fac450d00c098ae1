package oo.bench.competitors;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shows the open tip, or chooses one of the candidates, each alike, and logs the decision. */
final class Recommend {
  private final Database database;
  private final Json json;

  Recommend(Database database, Json json) {
    this.database = database;
    this.json = json;
  }

  private record Open(UUID id, String shown, boolean expired, boolean current) {}

  private record Set(UUID connection, long version, int size) {}

  private record Place(Set set, int slot) {}

  private record Candidate(String subject, long version, Wire.Task task) {}

  Wire.RecommendReply tip(Caller caller, String body) {
    var asked = json.read(body, Wire.RecommendRequest.class);
    if (asked.userId() != null && !asked.userId().equals(caller.user().toString())) {
      throw new Refused(403, "not_yours");
    }
    if (asked.seenNotices() != null && !asked.seenNotices().isEmpty()) {
      throw new Refused(400, "not_in_this_benchmark");
    }
    Map<String, Object> context = asked.context() == null ? Map.of() : asked.context();
    String contextJson = json.write(context);
    ZoneId zone =
        context.get("zone") instanceof String named ? ZoneId.of(named) : ZoneOffset.UTC;
    return database.transaction(
        tx -> {
          requireLive(tx, caller);
          Instant now = seen(tx, caller.user());
          if (!withReturns(tx, caller.user()).isEmpty()) {
            throw new Refused(400, "not_in_this_benchmark");
          }
          Wire.Tip tip = openTip(tx, caller.user());
          if (tip == null) {
            tip = decide(tx, caller.user(), now, contextJson, zone);
          }
          return new Wire.RecommendReply(
              caller.user().toString(), tip, null, null, null, notices(tx, caller.user()), List.of());
        });
  }

  private static void requireLive(Database.Transaction tx, Caller caller) throws SQLException {
    String state =
        tx.first(
            row -> row.getString(1),
            "select oo_session_state(?, ?, ?, ?)",
            caller.user(),
            caller.session(),
            caller.generation(),
            caller.expires().atOffset(ZoneOffset.UTC));
    if (!"live".equals(state)) {
      throw new Refused(401, "expired".equals(state) ? "session_expired" : "session_ended");
    }
  }

  private static Instant seen(Database.Transaction tx, UUID user) throws SQLException {
    return tx.first(
        row -> row.getObject(1, OffsetDateTime.class).toInstant(),
        """
        with seen as (
          update app_user set seen_at = oo_now()
          where user_id = ? and deleted_at is null and seen_at < oo_now() - interval '1 minute')
        select oo_now(), (select zone from app_user where user_id = ?), exists (
          select from delivery
          where user_id = ? and (settled_at is null or settled_at > oo_now() - interval '2 minutes'))
        """,
        user,
        user,
        user);
  }

  private static List<UUID> withReturns(Database.Transaction tx, UUID user) throws SQLException {
    return tx.list(
        row -> row.getObject("connection_id", UUID.class),
        """
        select distinct user_id, connection_id
        from (select user_id, connection_id from task
              where user_id = ? and returns_at <= oo_now()
              order by returns_at limit ?) due
        order by user_id, connection_id
        """,
        user,
        50);
  }

  private Wire.Tip openTip(Database.Transaction tx, UUID user) throws SQLException {
    Open open =
        tx.first(
            row ->
                new Open(
                    row.getObject("decision_id", UUID.class),
                    row.getString("shown"),
                    row.getBoolean("expired"),
                    row.getBoolean("current")),
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
            """,
            user);
    if (open != null && (open.expired() || !open.current())) {
      throw new Refused(400, "not_in_this_benchmark");
    }
    return open == null ? null : json.read(open.shown(), Wire.Tip.class);
  }

  private Wire.Tip decide(
      Database.Transaction tx, UUID user, Instant now, String context, ZoneId zone)
      throws SQLException {
    List<Set> sets = sets(tx, user);
    int size = sets.stream().mapToInt(Set::size).sum();
    if (justSuperseded(tx, user) || size == 0) {
      throw new Refused(400, "not_in_this_benchmark");
    }
    byte[] seed = Ids.bytes(32);
    Place place = place(sets, Math.min((int) (unit(seed) * size), size - 1));
    Candidate candidate = candidate(tx, user, place);
    UUID id = Ids.uuid7();
    Wire.Tip tip = tip(id, candidate.task());
    int added =
        tx.update(
            """
            insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed,
              distribution, client_context, server_context, connection_id, slot, subject, version, occurrence,
              recurring, shown, state)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?::jsonb, 'open')
            on conflict (user_id) where state = 'open' do nothing
            """,
            user,
            id,
            now.atOffset(ZoneOffset.UTC),
            now.plusSeconds(12 * 60 * 60).atOffset(ZoneOffset.UTC),
            "random",
            0,
            seed,
            json.write(new Wire.Distribution(null, null, size)),
            context,
            json.write(Map.of("now", now.toString(), "zone", zone.getId(), "features", Map.of())),
            place.set().connection(),
            place.slot(),
            candidate.subject(),
            candidate.version(),
            candidate.task().occurrence(),
            candidate.task().recurring(),
            json.write(tip));
    if (added != 1) {
      throw new IllegalStateException("Another tab was quicker");
    }
    tx.update(
        """
        insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
        select ?, ?, row.position - 1, row.connection_id, row.set_version, row.set_size
        from unnest(?, ?, ?) with ordinality as row (connection_id, set_version, set_size, position)
        """,
        user,
        id,
        tx.connection().createArrayOf("uuid", sets.stream().map(Set::connection).toArray()),
        tx.connection().createArrayOf("int8", sets.stream().map(Set::version).toArray()),
        tx.connection().createArrayOf("int4", sets.stream().map(Set::size).toArray()));
    return tip;
  }

  private static List<Set> sets(Database.Transaction tx, UUID user) throws SQLException {
    return tx.list(
        row ->
            new Set(
                row.getObject("connection_id", UUID.class),
                row.getLong("set_version"),
                row.getInt("set_size")),
        """
        select user_id, connection_id, set_version, set_size from connection
        where user_id = ? and state = 'live' order by connection_id
        """,
        user);
  }

  private static boolean justSuperseded(Database.Transaction tx, UUID user) throws SQLException {
    return tx.first(
            row -> row.getString("subject"),
            """
            select * from (
              select * from decision where user_id = ? order by seq desc nulls last, made_at desc limit 1) newest
            where state = 'superseded'
            """,
            user)
        != null;
  }

  private static Place place(List<Set> sets, int index) {
    int before = 0;
    for (Set set : sets) {
      if (index < before + set.size()) {
        return new Place(set, index - before);
      }
      before += set.size();
    }
    throw new IllegalStateException("No candidate " + index);
  }

  private Candidate candidate(Database.Transaction tx, UUID user, Place place)
      throws SQLException {
    Candidate found =
        tx.first(
            row ->
                new Candidate(
                    row.getString("subject"),
                    row.getLong("version"),
                    json.read(row.getString("task"), Wire.Task.class)),
            """
            select s.subject, s.version, (
              select c.task from candidate c
              where c.user_id = s.user_id and c.connection_id = s.connection_id
                and c.subject = s.subject and c.version = s.version) as task
            from (
              select * from slot
              where user_id = ? and connection_id = ? and slot = ? and from_v <= ?
              order by from_v desc limit 1) s
            where s.to_v is null or ? < s.to_v
            """,
            user,
            place.set().connection(),
            place.slot(),
            place.set().version(),
            place.set().version());
    if (found == null) {
      throw new IllegalStateException("The slot is empty");
    }
    return found;
  }

  /** The top 53 bits of the seed's SHA-256 over 2^53. */
  private static double unit(byte[] seed) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed);
      long top = 0;
      for (int i = 0; i < 8; i++) {
        top = (top << 8) | (digest[i] & 0xFF);
      }
      return (top >>> 11) * 0x1.0p-53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Wire.Tip tip(UUID id, Wire.Task task) {
    return new Wire.Tip(
        id.toString(),
        "todo",
        task.title(),
        task.body(),
        task.source(),
        task.deepLink(),
        null,
        new Wire.Meta(
            task.project(),
            task.due() == null ? null : task.due().text(),
            task.due() == null ? null : task.due().zone(),
            task.deadline(),
            task.recurring(),
            task.priority(),
            task.labels(),
            task.minutes()));
  }

  private static List<Wire.Notice> notices(Database.Transaction tx, UUID user)
      throws SQLException {
    return tx.list(
        row ->
            new Wire.Notice(
                row.getString("notice_id"),
                row.getString("kind"),
                row.getString("title"),
                row.getString("detail"),
                row.getString("deep_link"),
                row.getObject("at", OffsetDateTime.class).toInstant().toString()),
        """
        select n.notice_id, n.kind, n.title, n.detail, n.deep_link, n.at
        from notice n join connection c using (user_id, connection_id)
        where n.user_id = ? and n.seen_at is null and c.state <> 'ended'
        order by n.at, n.notice_id limit ?
        """,
        user,
        20);
  }
}
