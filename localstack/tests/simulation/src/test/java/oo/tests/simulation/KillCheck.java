package oo.tests.simulation;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import oo.standins.control.TodoistControl;
import oo.standins.fault.RequestJournal;

/** What must hold after the last kill, when no tap waits any more. */
final class KillCheck {
  interface Rows {
    List<Map<String, String>> of(String query) throws SQLException;
  }

  final List<String> violations = new ArrayList<>();
  private final List<KilledPerson> people;
  private final TodoistControl todoist;
  private final Rows rows;
  private final Set<String> closings;
  private final Set<String> reopenings;

  KillCheck(
      List<KilledPerson> people,
      TodoistControl todoist,
      List<RequestJournal.Entry> journal,
      Rows rows) {
    this.people = people;
    this.todoist = todoist;
    this.rows = rows;
    this.closings = commands(journal, "item_close");
    this.reopenings = commands(journal, "item_uncomplete");
  }

  /** Todoist executes a command id once, however often it comes. */
  private static Set<String> commands(List<RequestJournal.Entry> journal, String type) {
    return journal.stream()
        .filter(entry -> entry.status() == 200)
        .flatMap(entry -> entry.operations().stream())
        .filter(operation -> operation.type().equals(type))
        .map(operation -> String.valueOf(operation.uuid()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  void all() throws SQLException {
    none("waits for ever", "select * from delivery where state in ('waiting', 'sending')");
    none("is not live", "select state, last_error from connection where state <> 'live'");
    none("is a dead letter", "select * from oo_runtime.message where queue like '%DeadLetters'");
    List<Map<String, String>> deliveries = rows.of("select * from delivery");
    effects(closings, "close", deliveries);
    effects(reopenings, "reopen", deliveries);
    for (KilledPerson person : people) {
      int before = violations.size();
      recorded(person);
      tasks(person, deliveries);
      if (violations.size() > before) {
        System.out.println(person.email + ":");
        person.history.forEach(line -> System.out.println("  " + line));
      }
    }
  }

  private void none(String what, String query) throws SQLException {
    rows.of(query).forEach(row -> violations.add(what + ": " + row));
  }

  /** Each command that Todoist executed is that of one tap, and each delivered closing came. */
  private void effects(Set<String> executed, String action, List<Map<String, String>> deliveries) {
    List<Map<String, String>> same =
        deliveries.stream().filter(row -> row.get("action").equals(action)).toList();
    var known = same.stream().map(row -> row.get("command_id")).collect(Collectors.toSet());
    executed.stream()
        .filter(command -> !known.contains(command))
        .forEach(command -> violations.add("no tap asked for the " + action + " " + command));
    same.stream()
        .filter(row -> action.equals("close") && row.get("state").equals("delivered"))
        .filter(row -> !executed.contains(row.get("command_id")))
        .forEach(row -> violations.add("delivered, but never sent: " + row));
  }

  /** The rows of feedback are the taps that were answered: none lost, none more. */
  private void recorded(KilledPerson person) throws SQLException {
    var lost = new HashMap<String, Tap>();
    person.taps.forEach(tap -> {
      if (tap.status != Tap.Status.REFUSED) {
        lost.put(tap.event.toString(), tap);
      }
      if (tap.status == Tap.Status.PENDING) {
        violations.add(person.email + ": the tap " + tap.event + " is " + tap.status);
      }
    });
    for (Map<String, String> row : rows.of(ofPerson("feedback", person))) {
      Tap tap = lost.remove(row.get("event_id"));
      if (tap == null
          || !tap.kind.name().equals(row.get("kind"))
          || !tap.tip.toString().equals(row.get("decision_id"))) {
        violations.add(person.email + ": recorded, but never tapped so: " + row);
      }
    }
    lost.keySet().forEach(event -> violations.add(person.email + ": lost the tap " + event));
  }

  private static String ofPerson(String table, KilledPerson person) {
    return "select t.* from %s t join app_user u using (user_id) where u.email = '%s'"
        .formatted(table, person.email);
  }

  /** A task is as the taps that stand left it, unless a notice says otherwise. */
  private void tasks(KilledPerson person, List<Map<String, String>> deliveries)
      throws SQLException {
    Set<String> told =
        rows.of(ofPerson("notice", person)).stream()
            .map(row -> row.get("title"))
            .collect(Collectors.toSet());
    Map<String, String> titles = new HashMap<>();
    person.taps.forEach(tap -> titles.put(tap.tip.toString(), tap.task));
    var delivered = new HashMap<String, Integer>();
    deliveries.stream()
        .filter(row -> row.get("action").equals("close") && row.get("state").equals("delivered"))
        .map(row -> titles.getOrDefault(row.get("decision_id"), ""))
        .forEach(title -> delivered.merge(title, 1, Integer::sum));
    person.tasks.forEach((title, made) -> {
      long standing =
          person.taps.stream()
              .filter(tap -> tap.task.equals(title) && tap.kind == Tap.Kind.done)
              .filter(tap -> !person.undone(tap.tip))
              .map(tap -> tap.tip)
              .distinct()
              .count();
      TodoistControl.TaskView now = todoist.task(made.id());
      LocalDate due = made.due();
      long rounds =
          due == null
              ? (now.checked() ? 1 : 0)
              : ChronoUnit.DAYS.between(due, LocalDate.parse(String.valueOf(now.dueDate())));
      String what = person.email + ": " + title + " was done " + rounds + " times at Todoist";
      if (due != null && rounds != delivered.getOrDefault(title, 0)) {
        violations.add(what + ", and delivered " + delivered.getOrDefault(title, 0) + " times");
      }
      if (rounds != standing && !told.contains(title)) {
        violations.add(what + ", and " + standing + " taps stand");
      }
    });
  }

  void print(int kills, double load, double settling) throws SQLException {
    List<Tap> taps = people.stream().flatMap(person -> person.taps.stream()).toList();
    line("kills", kills);
    line("taps acknowledged", taps.stream().filter(t -> t.status == Tap.Status.ACCEPTED).count());
    line("  of them undos", taps.stream().filter(t -> t.kind == Tap.Kind.undone).count());
    line("requests repeated", people.stream().mapToLong(person -> person.repeated).sum());
    line("closings at Todoist", closings.size());
    line("reopenings", reopenings.size());
    line("notices", rows.of("select * from notice").size());
    line("seconds under load", Math.round(load));
    line("seconds until settled", Math.round(settling));
    line("violations", violations.size());
    violations.forEach(violation -> System.out.println("  " + violation));
  }

  private static void line(String name, long value) {
    System.out.printf("%-22s %6d%n", name, value);
  }
}
