package oo.tests.simulation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import oo.recommend.Replays;
import oo.tests.simulation.Source.Change;
import oo.tests.simulation.Source.State;
import oo.tests.simulation.Tap.Kind;
import oo.tests.simulation.Tap.Status;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** What must hold once the faults have stopped and all work is done. */
final class Invariants {
  private static final DateTimeFormatter POSTGRES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]X");

  private final World world;
  private final List<Person> people;
  private final Map<String, Map<String, String>> decisions;
  private final List<Map<String, String>> deliveries;
  private final List<Map<String, String>> feedback;

  Invariants(World world, List<Person> people) {
    this.world = world;
    this.people = people;
    decisions = new HashMap<>();
    world.rows("select * from decision").forEach(row -> decisions.put(row.get("decision_id"), row));
    deliveries = world.rows("select * from delivery");
    feedback = world.rows("select * from feedback order by at");
  }

  void check() {
    nothingWaits();
    effectsWereAskedFor();
    people.forEach(person -> person.taps.forEach(tap -> recorded(person, tap)));
    people.forEach(this::acceptedTapsHaveOneEffect);
    people.forEach(this::nothingIsDropped);
    people.forEach(this::noticesAreTrue);
    undoneTapsHaveNone();
    states();
    replays();
    people.forEach(this::grants);
    candidates();
    people.forEach(this::refusalsAreTold);
    if (!world.omitted && !world.invented && world.count("connection where healed > 0") > 0) {
      world.violation("a full reading finds no difference", "something had to be healed");
    }
  }

  void candidates() {
    people.forEach(this::candidates);
  }

  private static Instant at(String column) {
    return OffsetDateTime.parse(column, POSTGRES).toInstant();
  }

  private String name(String task) {
    return world.source.changes.stream()
        .filter(change -> change.task().equals(task) && change.after() != null)
        .reduce((_, last) -> last)
        .map(change -> change.after() == null ? task : change.after().title())
        .orElse(task);
  }

  // Rows.

  private void nothingWaits() {
    for (Map<String, String> row : deliveries) {
      if (row.get("state").equals("waiting") || row.get("state").equals("sending")) {
        world.violation(
            "no row waits for ever",
            "the "
                + row.get("action")
                + " of "
                + name(row.get("subject"))
                + " is "
                + row.get("state")
                + ": "
                + row.get("last_error"));
      }
    }
    world
        .rows(
            "select state, last_error from connection where state = 'reconnect' or (state = 'live' and (read_at is null or due_at < oo_now() - interval '30 minutes'))")
        .forEach(row ->
            world.violation(
                "no row waits for ever",
                "a connection is " + row.get("state") + ": " + row.get("last_error")));
    world
        .rows("select last_error from revocation")
        .forEach(row ->
            world.violation("no row waits for ever", "a revocation: " + row.get("last_error")));
  }

  private void recorded(Person person, Tap tap) {
    List<Map<String, String>> rows =
        feedback.stream().filter(row -> row.get("event_id").equals(tap.event.toString())).toList();
    String what =
        tap.kind
            + " "
            + world.history.name("event", tap.event)
            + " of "
            + world.history.name("tip", tap.tip);
    switch (tap.status) {
      case VOID, ENDED -> {}
      case PENDING -> world.violation("a tap is answered", what);
      case REFUSED -> {
        if (!rows.isEmpty()) {
          world.violation("a refused tap is not recorded", what);
        }
      }
      case ACCEPTED -> {
        boolean same =
            rows.size() == 1
                && rows.getFirst().get("kind").equals(tap.kind.name())
                && rows.getFirst().get("decision_id").equals(tap.tip.toString())
                && rows.getFirst()
                    .get("undoes")
                    .equals(tap.undoes == null ? "" : tap.undoes.toString());
        if (!same) {
          world.violation("no feedback is lost or doubled", what + ": " + rows.size() + " rows");
        }
      }
    }
  }

  /** A decision's state is a function of the set of its events. */
  private void states() {
    Map<String, Set<String>> kinds =
        feedback.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("decision_id"),
                    Collectors.mapping(row -> row.get("kind"), Collectors.toSet())));
    kinds.forEach((decision, set) -> {
      String expected =
          set.contains("undone") ? "undone" : set.contains("done") ? "done" : "not_now";
      Map<String, String> row = decisions.get(decision);
      if (row != null && !row.get("state").equals(expected)) {
        world.violation(
            "a decision's state is that of its events",
            world.history.name("tip", UUID.fromString(decision))
                + " is "
                + row.get("state")
                + " with "
                + new TreeSet<>(set));
      }
    });
  }

  private void replays() {
    var replays =
        new Replays(
            new AbstractDataSource() {
              @Override
              public java.sql.Connection getConnection() throws java.sql.SQLException {
                return Lent.of(world);
              }

              @Override
              public java.sql.Connection getConnection(String user, String password) {
                throw new UnsupportedOperationException();
              }
            });
    for (String decision : new TreeSet<>(decisions.keySet())) {
      String differences = replays.differences(UUID.fromString(decision));
      if (!differences.isEmpty()) {
        world.violation(
            "every decision replays",
            world.history.name("tip", UUID.fromString(decision)) + ": " + differences);
      }
    }
  }

  // Effects.

  /** Every closing by oO belongs to a delivery, of the round that the person saw. */
  private void effectsWereAskedFor() {
    for (Change change : world.source.changes) {
      if (change.by().isEmpty() || change.before() == null) {
        continue;
      }
      List<String> uuids = Arrays.asList(change.by().split(" "));
      List<Map<String, String>> behind =
          deliveries.stream().filter(row -> uuids.contains(row.get("command_id"))).toList();
      Person person = personOf(change.before());
      if (behind.isEmpty()) {
        if (change.at().isAfter(person.endedAt)) {
          world.violation(
              "an effect was asked for", name(change.task()) + " changed by an unknown command");
        }
        continue;
      }
      for (Map<String, String> row : behind) {
        boolean own = row.get("subject").equals(change.task());
        if (own
            && row.get("action").equals("close")
            && change.closes()
            && row.get("recurring").equals("t")
            && !Source.value(row.get("occurrence")).equals(change.before().round())) {
          world.violation(
              "a closing ends the round that was shown",
              name(change.task())
                  + ": shown "
                  + row.get("occurrence")
                  + ", closed "
                  + change.before().due());
        }
      }
    }
  }

  private Person personOf(State state) {
    return people.stream()
        .filter(person -> person.account.equals(state.account()))
        .findFirst()
        .orElseThrow();
  }

  private void acceptedTapsHaveOneEffect(Person person) {
    for (Tap tap : person.taps) {
      Map<String, String> decision = decisions.get(tap.tip.toString());
      if (tap.kind != Kind.done || tap.status != Status.ACCEPTED) {
        continue;
      }
      if (decision == null) {
        world.violation("no decision is lost", world.history.name("tip", tap.tip));
        continue;
      }
      Optional<Instant> done = first(tap.tip.toString(), "done");
      if (first(tap.tip.toString(), "undone").isPresent() || done.isEmpty()) {
        continue;
      }
      Instant at = done.get();
      if (!over(decision, at) && !told(person, tap.task, at) && !takenBackByAnother(decision, at)) {
        world.violation(
            "an accepted tap has its effect or a notice",
            name(tap.task)
                + " of "
                + world.history.name("tip", tap.tip)
                + " is open, and nothing was said; deliveries "
                + of(tap.tip.toString()));
      }
    }
  }

  /** A connection that was ended: what it left undone was named. */
  private void nothingIsDropped(Person person) {
    for (Tap tap : person.taps) {
      Instant at = tap.acceptedAt;
      boolean undone =
          person.taps.stream()
              .anyMatch(other -> other.kind == Kind.undone && other.tip.equals(tap.tip));
      if (tap.kind != Kind.done || tap.status != Status.ENDED || at == null || undone) {
        continue;
      }
      // A tip that is tapped again was done by its first tap.
      Instant first =
          person.taps.stream()
              .filter(other -> other.kind == Kind.done && other.tip.equals(tap.tip))
              .map(other -> other.madeAt)
              .min(Comparator.naturalOrder())
              .orElse(tap.madeAt);
      State state = null;
      boolean over = false;
      for (Change change : world.source.changes) {
        if (change.task().equals(tap.task)) {
          // The tap was made before its answer came.
          over |= change.closes() && !change.at().isBefore(first);
          over |= change.after() == null || !change.after().round().equals(round(change.before()));
          state = change.after();
        }
      }
      if (!over && state != null && state.open() && !told(person, tap.task, tap.madeAt)) {
        world.violation(
            "nothing is dropped silently",
            name(tap.task) + " of " + world.history.name("tip", tap.tip) + " is open");
      }
    }
  }

  /** A closing that the source did not take was told. */
  private void refusalsAreTold(Person person) {
    for (Tap tap : person.taps) {
      if (tap.kind != Kind.done || tap.status != Status.ACCEPTED) {
        continue;
      }
      String decision = tap.tip.toString();
      deliveries.stream()
          .filter(row ->
              row.get("decision_id").equals(decision)
                  && row.get("action").equals("close")
                  && row.get("state").equals("refused"))
          .filter(_ -> first(decision, "undone").isEmpty())
          .filter(row -> !told(person, tap.task, at(row.get("created_at"))))
          .forEach(row ->
              world.violation(
                  "a refusal is told", name(tap.task) + ", refused as " + row.get("last_error")));
    }
  }

  /** What is told to have been moved was moved. */
  private void noticesAreTrue(Person person) {
    for (Person.Told told : person.told) {
      boolean moved =
          world.source.changes.stream()
              .anyMatch(change ->
                  change.task().equals(told.task())
                      && change.before() != null
                      && (change.after() == null
                          || !change.after().round().equals(change.before().round())));
      if (told.kind().equals("moved") && !moved) {
        world.violation("a notice is true", name(told.task()) + " was not moved");
      }
    }
  }

  private static String round(@Nullable State state) {
    return state == null ? "" : state.round();
  }

  private List<String> of(String decision) {
    return deliveries.stream()
        .filter(row -> row.get("decision_id").equals(decision))
        .map(row -> row.get("action") + " " + row.get("state") + " " + row.get("last_error"))
        .toList();
  }

  private Optional<Instant> first(String decision, String kind) {
    return feedback.stream()
        .filter(row -> row.get("decision_id").equals(decision) && row.get("kind").equals(kind))
        .map(row -> at(row.get("at")))
        .min(Instant::compareTo);
  }

  /** Whether the round that a tip showed was over at its source, then or later. */
  private boolean over(Map<String, String> decision, Instant at) {
    String round =
        decision.get("recurring").equals("t") ? Source.value(decision.get("occurrence")) : "";
    State state = null;
    boolean over = false;
    for (Change change : world.source.changes) {
      if (!change.task().equals(decision.get("subject"))) {
        continue;
      }
      if (!change.at().isBefore(at)) {
        over |= isOver(state, round);
      }
      state = change.after();
    }
    return over || isOver(state, round);
  }

  private static boolean isOver(@Nullable State state, String round) {
    return state == null || !state.open() || !state.round().equals(round);
  }

  private boolean told(Person person, String task, Instant since) {
    return person.told.stream()
        .anyMatch(told -> told.task().equals(task) && !told.at().isBefore(since));
  }

  /** Two tips of one round share one closing, and an undo of either takes it back. */
  private boolean takenBackByAnother(Map<String, String> decision, Instant at) {
    return decisions.values().stream()
        .filter(other ->
            other != decision
                && other.get("subject").equals(decision.get("subject"))
                && other.get("user_id").equals(decision.get("user_id")))
        .map(other -> other.get("decision_id"))
        .anyMatch(other -> {
          Optional<Instant> done = first(other, "done");
          Optional<Instant> undone = first(other, "undone");
          return done.isPresent()
              && undone.isPresent()
              && done.get().isBefore(undone.get())
              && !undone.get().isBefore(at);
        });
  }

  private void undoneTapsHaveNone() {
    for (Map<String, String> row : deliveries) {
      Optional<Instant> undone = first(row.get("decision_id"), "undone");
      if (!row.get("action").equals("close") || undone.isEmpty()) {
        continue;
      }
      List<Change> closed =
          world.source.changes.stream()
              .filter(change ->
                  change.closes()
                      && Arrays.asList(change.by().split(" ")).contains(row.get("command_id")))
              .toList();
      for (Change close : closed) {
        Person person = personOf(java.util.Objects.requireNonNull(close.before()));
        boolean taken =
            world.source.changes.stream()
                .anyMatch(change ->
                    change.task().equals(close.task())
                        && change.at().compareTo(close.at()) >= 0
                        && (change.reopens() || change.after() == null));
        boolean shown = told(person, row.get("subject"), close.at());
        if (!taken && !shown) {
          world.violation(
              "an undone tap has no effect, on no task",
              name(close.task())
                  + " stays closed by the undone "
                  + world.history.name("tip", UUID.fromString(row.get("decision_id")))
                  + " of "
                  + name(row.get("subject"))
                  + "; deliveries "
                  + of(row.get("decision_id")));
        }
      }
    }
  }

  // Grants and candidates.

  private void grants(Person person) {
    int alive = world.source.grants(person.account);
    long held =
        world.count(
            "credential join connection using (user_id, connection_id) where account_id = '"
                + world.source.accounts.get(person.account)
                + "'");
    int lost = world.lostGrants.getOrDefault(person.account, 0);
    if (alive > held + lost) {
      world.violation(
          "every grant that is alive has a holder",
          person.name
              + " has "
              + alive
              + " at the provider, "
              + held
              + " here, "
              + lost
              + " lost for good");
    }
  }

  private void candidates(Person person) {
    List<Map<String, String>> connection =
        world.rows(
            "select c.user_id, c.connection_id from connection c join app_user u using (user_id) where c.state = 'live'"
                + " and u.deleted_at is null and account_id = '"
                + world.source.accounts.get(person.account)
                + "'");
    if (connection.size() != 1) {
      if (!connection.isEmpty()) {
        world.violation("one connection an account", person.name + " has " + connection.size());
      }
      return;
    }
    String of =
        " where user_id = '"
            + connection.getFirst().get("user_id")
            + "' and connection_id = '"
            + connection.getFirst().get("connection_id")
            + "'";
    Set<String> offered =
        world.rows("select subject from slot" + of + " and to_v is null").stream()
            .map(row -> row.get("subject"))
            .collect(Collectors.toSet());
    Set<String> aside =
        world.rows("select subject from task" + of + " and returns_at > oo_now()").stream()
            .map(row -> row.get("subject"))
            .filter(subject -> mayRest(person, subject))
            .collect(Collectors.toSet());
    ZoneId zone = ZoneId.of(person.zone);
    var wrong = new TreeSet<String>();
    world
        .rows(
            "select t.subject, t.open, c.task ->> 'title' as title, c.task as task from task t join candidate c using (user_id, connection_id,"
                + " subject, version)"
                + of.replace("where user_id", "where t.user_id")
                    .replace("and connection_id", "and t.connection_id")
                + " ")
        .forEach(row ->
            world
                .source
                .task(row.get("subject"))
                .filter(task ->
                    task.open() != row.get("open").equals("t")
                        || (task.open() && !task.title().equals(row.get("title"))))
                .ifPresent(task ->
                    wrong.add(
                        task.title()
                            + " is known as "
                            + row.get("title")
                            + ", open: "
                            + row.get("open"))));
    world
        .source
        .tasks()
        .forEach((id, task) -> {
          if (task.account().equals(person.account)) {
            boolean expected = eligible(id, task, zone) && !aside.contains(id);
            if (expected != offered.remove(id)) {
              wrong.add(
                  task.title()
                      + (expected ? " is not offered: " : " is offered: ")
                      + world.rows(
                          "select open, eligible, hidden_until, not_before, changed_at from task"
                              + of
                              + " and subject = '"
                              + id
                              + "'"));
            }
          }
        });
    offered.forEach(ghost -> wrong.add(name(ghost) + " is offered, and deleted at its source"));
    if (!wrong.isEmpty()) {
      world.violation("candidates are what is eligible", String.join(", ", wrong));
    }
  }

  /** A "not now", or a refusal by the source, puts a task aside. */
  private boolean mayRest(Person person, String task) {
    return person.taps.stream().anyMatch(tap -> tap.kind == Kind.not_now && tap.task.equals(task))
        || told(person, task, Instant.EPOCH);
  }

  private boolean eligible(String id, State task, ZoneId zone) {
    boolean parent =
        world.source.tasks().values().stream()
            .anyMatch(other -> id.equals(other.parent()) && other.open());
    boolean early =
        task.recurring()
            && Source.day(task.due(), zone)
                .isAfter(java.time.LocalDate.ofInstant(world.now(), zone));
    return task.open()
        && task.mine()
        && !task.title().startsWith("* ")
        && !(Rules.SUBTASKS && parent)
        && !(Rules.TIME && early);
  }
}
