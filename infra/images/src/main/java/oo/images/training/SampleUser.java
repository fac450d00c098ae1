package oo.images.training;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Tip;
import oo.host.base.SessionId;
import oo.host.base.SiteOrigin;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.policy.Distribution;
import oo.policy.Seed;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.NormalizedEvent;
import oo.signals.Occurrence;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.ChosenTask;
import oo.signals.decisions.Decision;
import oo.signals.decisions.DecisionStore;
import oo.signals.lifecycle.ConnectionLifecycle;

/**
 * A signed-in user with 20 open tasks that look alike, so that every answer does too. For {@link
 * Operation#COMPLETE}, one of the tasks is the open tip.
 */
public record SampleUser(UserId user, UUID session, ECKey key) {
  /** The open tip's id, the same for every user. */
  public static final UUID TIP = UUID.fromString("01920000-0000-7000-8000-000000000001");

  public static final UUID EVENT = UUID.fromString("01920000-0000-7000-8000-000000000002");

  private static final int TASKS = 20;
  private static final int SHOWN = 7;
  private static final int TASKS_PER_COMMIT = 10_000;

  static SampleUser in(Database database, ECKey key, Operation operation) {
    SampleUser user = in(database, key, TASKS);
    if (operation == Operation.COMPLETE) {
      database.run(tx -> new DecisionStore().add(tx, shown(tx, user.user)));
    }
    return user;
  }

  static SampleUser in(Database database, ECKey key, int tasks) {
    var user = new UserId(Uuid7.next());
    UUID session = Uuid7.next();
    ConnectionRef ref =
        database.transaction(tx -> {
          tx.sql(
                  """
                  insert into app_user (user_id, email, name, created_at, seen_at)
                  values (?, null, null, oo_now(), oo_now() - interval '1 day')
                  """)
              .param(user.value())
              .update();
          tx.sql(
                  """
                  insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
                  values (?, ?, oo_now(), oo_now(), oo_now() + interval '1 day')
                  """)
              .params(user.value(), session)
              .update();
          return new ConnectionLifecycle()
              .connect(tx, user, "todoist", "bench", null, Trace.begin());
        });
    var bus = new Bus(List.of(new CandidatePool()));
    for (int from = 0; from < tasks; from += TASKS_PER_COMMIT) {
      int first = from;
      int end = Math.min(tasks, from + TASKS_PER_COMMIT);
      database.run(tx -> {
        for (int i = first; i < end; i++) {
          bus.in(tx).accept(opened(ref, i));
        }
      });
    }
    return new SampleUser(user, session, key);
  }

  private static NormalizedEvent opened(ConnectionRef ref, int number) {
    return NormalizedEvent.of(
        ref,
        "task-" + number,
        NormalizedEvent.Kind.OPENED,
        "1",
        Instant.EPOCH,
        Instant.EPOCH,
        Task.titled("Write to the landlord about the cellar", "Todoist")
            .body("The key does not fit since they changed the lock.")
            .deepLink("https://app.todoist.com/app/task/1")
            .project("Home")
            .labels(List.of("letter", "10min"))
            .priority(2)
            .due(new Due.OnDate(LocalDate.of(2026, 11, 30)))
            .minutes(10)
            .occurrence(new Occurrence("2026-11-30"))
            .build());
  }

  private static Decision shown(oo.host.sql.Transaction tx, UserId user) {
    var candidates = new CandidatePool();
    var set = candidates.sets(tx, user).getFirst();
    var candidate = candidates.at(tx, set, SHOWN).orElseThrow();
    Instant now =
        tx.sql("select oo_now()").query(java.time.OffsetDateTime.class).single().toInstant();
    return new Decision(
        user,
        new DecisionId(TIP),
        now,
        "random",
        0,
        new Seed(new byte[32]),
        Distribution.uniform(TASKS),
        List.of(set),
        Map.of(),
        Map.of(),
        new ChosenTask(
            set.connection(),
            SHOWN,
            candidate.subject(),
            candidate.version(),
            candidate.task().occurrence(),
            candidate.task().recurring()),
        new Tip(
            TIP,
            Tip.Kind.todo,
            candidate.task().title(),
            candidate.task().body(),
            candidate.task().source(),
            candidate.task().deepLink(),
            null,
            new Tip.Meta("Home", "2026-11-30", null, null, false, 2, List.of(), 10)),
        Decision.State.OPEN);
  }

  /** A new access token of the session; two tokens differ, as ECDSA signatures are random. */
  public String token(String site) {
    try {
      var jwt =
          AccessTokens.unsigned(
              key.getKeyID(),
              new SiteOrigin(site),
              new AccessToken(
                  user, new SessionId(session), 1, Instant.now().plus(Duration.ofHours(1))),
              Instant.now());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
