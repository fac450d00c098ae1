package oo.completetip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import oo.connectors.Credential;
import oo.contract.Tip;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.policy.Distribution;
import oo.policy.Seed;
import oo.signals.Bus;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.NormalizedEvent;
import oo.signals.Occurrence;
import oo.signals.Task;
import oo.signals.candidates.Candidate;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.ChosenTask;
import oo.signals.decisions.Decision;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import org.jspecify.annotations.Nullable;

/** A person who is signed in, has one connection, and taps. */
final class Person {
  static final String TODAY = "2026-11-23";

  final TipApp app;
  final UserId user;
  final UUID session;
  final String cookie;
  final ConnectionRef connection;
  private final CandidatePool candidates = new CandidatePool();
  private final Bus bus = new Bus(List.of(candidates));

  /** Connected to the scripted provider. */
  Person(TipApp app) {
    this(app, ScriptedConnector.PROVIDER.id(), "1", new Credential("access", "refresh", null));
  }

  Person(TipApp app, String provider, String account, Credential credential) {
    this.app = app;
    this.user = new UserId(Uuid7.next());
    this.session = Uuid7.next();
    this.cookie = TipApp.cookie(user.value(), session);
    app.database.run(tx -> {
      // An earlier test's clock may have been ahead.
      tx.sql("delete from provider_gate").update();
      tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
          .param(user.value())
          .update();
      tx.sql(
              """
              insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
              values (?, ?, oo_now(), oo_now(), oo_now() + interval '400 days')
              """)
          .params(user.value(), session)
          .update();
    });
    this.connection = connect(provider, account, credential);
  }

  private Person(Person same, String account) {
    this.app = same.app;
    this.user = same.user;
    this.session = same.session;
    this.cookie = same.cookie;
    this.connection =
        connect(
            ScriptedConnector.PROVIDER.id(), account, new Credential("access", "refresh", null));
  }

  /** The same person with what another account of theirs holds. */
  Person alsoConnected(String account) {
    return new Person(this, account);
  }

  /** Connects the account, or renews its connection. */
  ConnectionRef connect(String provider, String account, Credential credential) {
    var vault = SodiumTokenVault.from(new Settings(app.settings));
    return app.database.transaction(tx -> {
      ConnectionRef ref =
          new ConnectionLifecycle().connect(tx, user, provider, account, "me", Trace.begin());
      new Credentials(app.database, vault).store(tx, ref, credential, TipApp.NOON);
      return ref;
    });
  }

  // Tasks.

  void hasTasks(String... subjects) {
    emit(
        List.of(subjects).stream()
            .map(subject -> open(subject, "v1", task(subject, Occurrence.NONE.text(), false)))
            .toArray(NormalizedEvent[]::new));
  }

  void hasRecurring(String subject) {
    emit(open(subject, TODAY, task(subject, TODAY, true)));
  }

  static Task task(String title, String occurrence, boolean recurring) {
    return Task.titled(title, "Scripted")
        .deepLink("https://source.example/" + title)
        .recurring(recurring)
        .occurrence(new Occurrence(occurrence))
        .build();
  }

  NormalizedEvent open(String subject, String version, Task task) {
    return NormalizedEvent.of(
        connection, subject, NormalizedEvent.Kind.CHANGED, version, TipApp.NOON, TipApp.NOON, task);
  }

  NormalizedEvent over(String subject, NormalizedEvent.Kind kind) {
    return NormalizedEvent.of(connection, subject, kind, "over", TipApp.NOON, TipApp.NOON, null);
  }

  void emit(NormalizedEvent... events) {
    app.database.run(tx -> List.of(events).forEach(bus.in(tx)));
  }

  // Tips.

  /** A tip of this task, which is a candidate; the one shown before is expired. */
  DecisionId sees(String subject) {
    return app.database.transaction(tx -> {
      tx.sql(
              "update decision set state = 'expired', ended_at = oo_now() where user_id = ? and state = 'open'")
          .param(user.value())
          .update();
      CandidateSet set =
          candidates.sets(tx, user).stream()
              .filter(s -> s.connection().equals(connection))
              .findFirst()
              .orElseThrow();
      int slot = candidates.slotOf(tx, connection, subject).orElseThrow();
      Candidate candidate = candidates.at(tx, set, slot).orElseThrow();
      var id = new DecisionId(Uuid7.next());
      Task task = candidate.task();
      var tip =
          new Tip(
              id.value(),
              Tip.Kind.todo,
              task.title(),
              null,
              task.source(),
              task.deepLink(),
              null,
              new Tip.Meta(null, null, null, null, task.recurring(), null, List.of(), null));
      boolean added =
          new DecisionStore()
              .add(
                  tx,
                  new Decision(
                      user,
                      id,
                      TipApp.NOON,
                      "random",
                      0,
                      new Seed(new byte[16]),
                      Distribution.uniform(set.size()),
                      List.of(set),
                      Map.of(),
                      Map.of(),
                      new ChosenTask(
                          connection,
                          slot,
                          subject,
                          candidate.version(),
                          task.occurrence(),
                          task.recurring()),
                      tip,
                      Decision.State.OPEN));
      if (!added) {
        throw new IllegalStateException("There is an open decision");
      }
      return id;
    });
  }

  // Taps.

  Answer complete(DecisionId tip, UUID event) {
    return tap("complete", tip, "{\"event_id\":\"" + event + "\"}");
  }

  Answer undo(DecisionId tip, UUID event, UUID undoes) {
    return tap("undo", tip, "{\"event_id\":\"" + event + "\",\"undoes\":\"" + undoes + "\"}");
  }

  Answer notNow(DecisionId tip, UUID event, @Nullable Instant until) {
    return tap(
        "not_now",
        tip,
        "{\"event_id\":\""
            + event
            + "\""
            + (until == null ? "" : ",\"until\":\"" + until + "\"")
            + "}");
  }

  Answer tap(String function, DecisionId tip, String json) {
    return app.call(function, cookie, tip.toString(), json);
  }

  // What holds.

  String decision(DecisionId tip) {
    return app.ask("select state from decision where decision_id = '" + tip + "'", String.class);
  }

  /** The delivery's state, of all that the decision has: {@code delivered waiting}. */
  String deliveries(DecisionId tip) {
    return app.ask(
        "select coalesce(string_agg(state, ' ' order by action), '') from delivery where decision_id = '"
            + tip
            + "'",
        String.class);
  }

  /** The kinds of the notices that the person has not seen. */
  List<String> notices() {
    return app.database.transaction(tx ->
        new NoticeStore()
            .unseen(tx, user).stream().map(n -> n.kind() + ": " + n.detail()).toList());
  }

  boolean isCandidate(String subject) {
    return slots().contains(subject);
  }

  /**
   * The tasks in the slots, in their order. Fails when there is a hole, when the set has another
   * size, or when it does not hold exactly the tasks that belong in it.
   */
  List<String> slots() {
    var subjects = new ArrayList<String>();
    app.database.run(tx -> {
      tx.sql("select slot, subject from slot where user_id = ? and to_v is null order by slot")
          .param(user.value())
          .query(row -> {
            if (row.getInt("slot") != subjects.size()) {
              throw new AssertionError("A hole before slot " + row.getInt("slot"));
            }
            subjects.add(row.getString("subject"));
          });
      int size =
          tx.sql("select set_size from connection where user_id = ?")
              .param(user.value())
              .query(Integer.class)
              .single();
      List<String> belong =
          tx.sql(
                  """
                  select t.subject from task t
                  where t.user_id = ? and t.open and t.eligible and t.returns_at is null and not exists (
                    select from task child
                    where child.user_id = t.user_id and child.parent = t.subject and child.open) and not exists (
                    select from delivery d
                    where d.user_id = t.user_id and d.subject = t.subject and d.state in ('waiting', 'sending'))
                  """)
              .param(user.value())
              .query(String.class)
              .list();
      if (size != subjects.size() || !new TreeSet<>(belong).equals(new TreeSet<>(subjects))) {
        throw new AssertionError(
            "Of size " + size + " there are " + subjects + ", and these belong: " + belong);
      }
    });
    return subjects;
  }
}
