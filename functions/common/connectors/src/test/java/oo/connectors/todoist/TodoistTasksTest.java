package oo.connectors.todoist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import oo.connectors.todoist.Item.ItemDue;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.Due;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TodoistTasksTest {
  private static final TodoistCursor CURSOR = new TodoistCursor("t", "me", Map.of("p", "Garden"));
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final TodoistTasks tasks = new TodoistTasks("https://app.example");
  private final ConnectionRef ref =
      new ConnectionRef(new UserId(Uuid7.next()), new ConnectionId(Uuid7.next()));

  @Test
  void aDueDateKeepsTheFormInWhichItWasSent() {
    assertThat(due("2026-03-01", null, null))
        .isEqualTo(new Due.OnDate(LocalDate.parse("2026-03-01")));
    assertThat(due("2026-03-01T09:30:00", null, null))
        .isEqualTo(new Due.Floating(LocalDateTime.parse("2026-03-01T09:30:00")));
    assertThat(due("2026-03-01T08:30:00.000000Z", null, "Europe/Berlin"))
        .isEqualTo(new Due.At(Instant.parse("2026-03-01T08:30:00Z"), ZoneId.of("Europe/Berlin")));
    assertThat(due("2026-03-01", "2026-03-01T08:30:00Z", "Mars/Base"))
        .isEqualTo(new Due.At(Instant.parse("2026-03-01T08:30:00Z"), java.time.ZoneOffset.UTC));
    assertThat(due("soon", null, null)).isNull();
  }

  @Test
  void theOccurrenceIsTheDueDateWhateverItsSpelling() {
    assertThat(occurrence("2026-03-01T08:30:00.000000Z", "Europe/Berlin"))
        .isEqualTo(occurrence("2026-03-01T08:30:00Z", null));
    assertThat(occurrence("soon", null)).isEqualTo(new Occurrence("soon"));
    assertThat(task(null).occurrence()).isEqualTo(Occurrence.NONE);
  }

  @Test
  void theRelationsOfATaskAreKept() {
    Task task = item(1, "x");

    assertThat(task.parent()).isEqualTo("0");
    assertThat(task.section()).isEqualTo("s");
    assertThat(task.order()).isEqualTo(3);
    assertThat(task.addedAt()).isEqualTo("2026-02-01T10:00:00Z");
    assertThat(task.start()).isNull();
  }

  @Test
  void priorityIsTurnedAround() {
    assertThat(item(4, "x").priority()).isEqualTo(1);
    assertThat(item(1, "x").priority()).isEqualTo(4);
    assertThat(item(9, "x").priority()).isNull();
  }

  @Test
  void aTaskAssignedToAnUnknownUserIsNotOurs() {
    Item item = of("x", 1, null, "someone");
    assertThat(tasks.task(item, CURSOR).completable()).isFalse();
    assertThat(tasks.task(item, new TodoistCursor("t", null, Map.of())).completable()).isFalse();
    assertThat(tasks.task(of("x", 1, null, "me"), CURSOR).completable()).isTrue();
  }

  @Test
  void aProjectsNewNameIsANewVersionOfItsTasks() {
    Item item = of("x", 1, null, null);
    String before = tasks.event(ref, item, CURSOR, NOW).id();

    assertThat(tasks.event(ref, item, CURSOR, NOW.plusSeconds(60)).id()).isEqualTo(before);
    assertThat(tasks.event(ref, item, new TodoistCursor("t", "me", Map.of("p", "Yard")), NOW).id())
        .isNotEqualTo(before);
  }

  @Test
  void aRenamedArchivedOrDeletedProjectOutdatesACursorAndANewOneDoesNot() {
    assertThat(CURSOR.outdatedBy(projects(new Project("p", "Yard", false, false)))).isTrue();
    assertThat(CURSOR.outdatedBy(projects(new Project("p", "Garden", true, false)))).isTrue();
    assertThat(CURSOR.outdatedBy(projects(new Project("p", "Garden", false, true)))).isTrue();
    assertThat(CURSOR.outdatedBy(projects(new Project("p", "Garden", false, false)))).isFalse();
    assertThat(CURSOR.outdatedBy(projects(new Project("q", "New", false, false)))).isFalse();
  }

  @Test
  void aCursorReadsBackAndAForeignOneIsNone() {
    assertThat(TodoistCursor.parse(CURSOR.text())).contains(CURSOR);
    for (String foreign : List.of("", "x", "{}", "[]", "{\"token\":null}", "null")) {
      assertThat(TodoistCursor.parse(foreign)).as(foreign).isEmpty();
    }
  }

  private static List<Project> projects(Project project) {
    return List.of(project);
  }

  private @Nullable Due due(String date, @Nullable String datetime, @Nullable String zone) {
    return task(new ItemDue(date, datetime, zone, false)).due();
  }

  private Occurrence occurrence(String date, @Nullable String zone) {
    return task(new ItemDue(date, null, zone, true)).occurrence();
  }

  private Task task(@Nullable ItemDue due) {
    return tasks.task(of("x", 1, due, null), CURSOR);
  }

  private Task item(int priority, String content) {
    return tasks.task(of(content, priority, null, null), CURSOR);
  }

  private static Item of(
      String content, int priority, @Nullable ItemDue due, @Nullable String responsible) {
    return new Item(
        "1",
        content,
        null,
        "p",
        "s",
        "0",
        3,
        null,
        priority,
        due,
        null,
        null,
        responsible,
        false,
        false,
        "2026-02-01T10:00:00Z",
        "2026-02-02T10:00:00Z",
        null);
  }
}
