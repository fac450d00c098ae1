package oo.recommend;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import oo.contract.DeliveryView;
import oo.contract.RecommendReply;
import oo.contract.RecommendReply.Because;
import oo.contract.Tip;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.policy.Context;
import oo.policy.Policy;
import oo.policy.SameTaskPolicy;
import oo.policy.Seed;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.Task;
import oo.signals.candidates.Candidate;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.decisions.ChosenTask;
import oo.signals.decisions.Decision;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code recommend}: the one tip. An open tip is shown again; otherwise the policy picks a
 * candidate, and the decision is logged before the reply. The work is constant in the number of
 * tasks.
 */
final class Recommend {
  private static final int MAX_RETURNED = 50;
  private static final int TRIES = 3;

  private final Database database;
  private final UserStore users;
  private final CandidatePool candidates;
  private final ConnectionStore connections;
  private final DecisionStore decisions;
  private final NoticeStore notices;
  private final DeliveryStore deliveries;
  private final Policy policy;
  private final Policy sameTask = new SameTaskPolicy();
  private final Supplier<Seed> seeds;

  Recommend(
      Database database,
      UserStore users,
      CandidatePool candidates,
      ConnectionStore connections,
      DecisionStore decisions,
      NoticeStore notices,
      DeliveryStore deliveries,
      Policy policy,
      Supplier<Seed> seeds) {
    this.database = database;
    this.users = users;
    this.candidates = candidates;
    this.connections = connections;
    this.decisions = decisions;
    this.notices = notices;
    this.deliveries = deliveries;
    this.policy = policy;
    this.seeds = seeds;
  }

  RecommendReply tip(AccessToken caller, ClientContext context, List<UUID> seenNotices) {
    return tip(caller, context, seenNotices, context.sentZone())
        .or(() -> tip(caller, context, seenNotices, null))
        .orElseThrow();
  }

  /**
   * @param zone to move to; null to leave the user's as it is
   * @return empty after a move, which is a transaction by itself: it locks tasks before connections
   */
  private Optional<RecommendReply> tip(
      AccessToken caller, ClientContext context, List<UUID> seenNotices, @Nullable ZoneId zone) {
    return database.transaction(tx -> {
      caller.requireLive(tx);
      UserId user = caller.user();
      UserStore.Look look = users.look(tx, user);
      if (zone != null && !zone.equals(look.zone())) {
        users.moveTo(tx, user, zone);
        candidates.zoneMoved(tx, user);
        return Optional.empty();
      }
      notices.seen(tx, user, seenNotices);
      candidates.returnPutAside(tx, user, MAX_RETURNED);
      RecommendReply reply = answer(tx, user, look.now(), context);
      return Optional.of(
          look.delivering() ? reply.with(deliveries(tx, user, context.zone())) : reply);
    });
  }

  private List<DeliveryView> deliveries(Transaction tx, UserId user, ZoneId zone) {
    return deliveries.recent(tx, user).stream()
        .map(recent -> {
          Due next = recent.now() == null ? null : recent.now().due();
          return new DeliveryView(
              recent.decision().value(),
              recent.title(),
              recent.state(),
              next == null ? null : next.day(zone));
        })
        .toList();
  }

  private RecommendReply answer(Transaction tx, UserId user, Instant now, ClientContext context) {
    for (int tried = 1; tried <= TRIES; tried++) {
      Optional<Tip> tip = openTip(tx, user);
      if (tip.isPresent()) {
        return reply(tx, user, tip.get(), null, null, null);
      }
      var stored = new StoredCandidates(tx, candidates, candidates.sets(tx, user));
      if (stored.size() == 0) {
        return nothing(tx, user);
      }
      Decision decision = decide(tx, user, now, context, stored);
      if (decisions.add(tx, decision)) {
        Invocation.note("tip", "shown");
        return reply(tx, user, decision.shown(), null, null, null);
      }
      // Another call stored a decision at the same time: show its tip.
    }
    throw new IllegalStateException("The open decision changed " + TRIES + " times while looking");
  }

  /** The open decision's tip. Ends a decision that expired or was superseded. */
  private Optional<Tip> openTip(Transaction tx, UserId user) {
    Optional<DecisionStore.Open> open = decisions.open(tx, user);
    if (open.isPresent() && (!open.get().current() || open.get().expired())) {
      decisions.end(
          tx,
          user,
          open.get().id(),
          open.get().current() ? Decision.State.EXPIRED : Decision.State.SUPERSEDED);
      return Optional.empty();
    }
    return open.map(DecisionStore.Open::shown);
  }

  private Decision decide(
      Transaction tx, UserId user, Instant now, ClientContext client, StoredCandidates stored) {
    Optional<Integer> again = justSuperseded(tx, user, stored);
    Policy by = again.isPresent() ? sameTask : policy;
    Map<String, Object> features =
        again.isPresent() ? Map.of(SameTaskPolicy.FEATURE, again.get()) : Map.of();
    Seed seed = seeds.get();
    Policy.Choice choice =
        by.pick(
            user.toString(),
            stored,
            new Context(client.values(), new Context.Server(now, client.zone(), features)),
            seed);
    Candidate candidate = stored.stored(choice.index());
    StoredCandidates.Place place = stored.place(choice.index());
    var id = new DecisionId(Uuid7.next());
    return new Decision(
        user,
        id,
        now,
        by.name(),
        by.version(),
        seed,
        choice.distribution(),
        stored.sets(),
        client.values(),
        ServerContext.write(now, client.zone(), features),
        new ChosenTask(
            place.set().connection(),
            place.slot(),
            candidate.subject(),
            candidate.version(),
            candidate.task().occurrence(),
            candidate.task().recurring()),
        Tips.of(id, candidate.task(), parent(tx, place.set().connection(), candidate.task())),
        Decision.State.OPEN);
  }

  private @Nullable String parent(Transaction tx, ConnectionRef ref, Task task) {
    return Optional.ofNullable(task.parent())
        .flatMap(parent -> candidates.task(tx, ref, parent))
        .map(Titles::of)
        .orElse(null);
  }

  /**
   * The index of the task whose tip was superseded last, if it is still a candidate. It is shown
   * again, with its new text.
   */
  private Optional<Integer> justSuperseded(Transaction tx, UserId user, StoredCandidates stored) {
    return decisions
        .justSuperseded(tx, user)
        .flatMap(chosen ->
            candidates
                .slotOf(tx, chosen.connection(), chosen.subject())
                .flatMap(slot -> stored.index(chosen.connection(), slot)));
  }

  private RecommendReply nothing(Transaction tx, UserId user) {
    List<Connection> all = connections.of(tx, user);
    if (all.isEmpty()) {
      return reply(tx, user, null, Because.nothing_connected, null, null);
    }
    Optional<CandidatePool.Return> first = candidates.firstReturn(tx, user);
    if (first.isPresent()) {
      Because because = first.get().putAside() ? Because.all_put_aside : Because.all_later;
      return reply(tx, user, null, because, first.get().at(), null);
    }
    List<Connection> unread =
        all.stream().filter(c -> c.state() == Connection.State.LIVE && c.readAt() == null).toList();
    if (unread.stream().anyMatch(c -> c.attempts() == 0 || c.lastError() == null)) {
      return reply(tx, user, null, Because.first_fetch_running, null, null);
    }
    Optional<Connection> toRenew =
        all.stream().filter(c -> c.state() == Connection.State.RECONNECT).findFirst();
    if (toRenew.isPresent()) {
      return reply(tx, user, null, Because.reconnect_needed, null, toRenew.get().lastError());
    }
    return unread.isEmpty()
        ? reply(tx, user, null, Because.nothing_left, null, null)
        : reply(tx, user, null, Because.read_failing, null, unread.getFirst().lastError());
  }

  private RecommendReply reply(
      Transaction tx,
      UserId user,
      @Nullable Tip tip,
      @Nullable Because because,
      @Nullable Instant until,
      @Nullable String detail) {
    return new RecommendReply(
        user.value(), tip, because, until, detail, notices.unseen(tx, user), List.of());
  }
}
