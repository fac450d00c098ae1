package oo.signals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task's features, the same for every provider; what a policy sees and a tip shows.
 *
 * @param source the provider's name for people, e.g. {@code Todoist}
 * @param deepLink the task at its source; http or https
 * @param priority 1 is the most urgent, 4 the least; null when the provider has none
 * @param minutes estimated duration
 * @param occurrence tells one round of a recurring task from the next
 * @param completable the person may complete it at the source; false when it is assigned to another
 *     person
 * @param parent the provider's id of the task that this is a part of
 * @param section the provider's id of the section of its project
 * @param order its place among its siblings, ascending; null when the provider has none
 * @param start not to be done before this day, wherever the person is
 */
public record Task(
    String title,
    @Nullable String body,
    String source,
    @Nullable String deepLink,
    @Nullable String project,
    List<String> labels,
    @Nullable Integer priority,
    @Nullable Due due,
    @Nullable LocalDate deadline,
    boolean recurring,
    @Nullable Integer minutes,
    Occurrence occurrence,
    boolean completable,
    @Nullable String parent,
    @Nullable String section,
    @Nullable Integer order,
    @Nullable Instant addedAt,
    @Nullable LocalDate start) {
  /** PostgreSQL and pages read no year above. */
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  public Task {
    title = text(title);
    body = body == null ? null : text(body);
    project = project == null ? null : text(project);
    labels = labels.stream().map(Task::text).toList();
    parent = parent == null ? null : text(parent);
    section = section == null ? null : text(section);
  }

  /** A task of a provider that has no relations between tasks and no start dates. */
  public Task(
      String title,
      @Nullable String body,
      String source,
      @Nullable String deepLink,
      @Nullable String project,
      List<String> labels,
      @Nullable Integer priority,
      @Nullable Due due,
      @Nullable LocalDate deadline,
      boolean recurring,
      @Nullable Integer minutes,
      Occurrence occurrence,
      boolean completable) {
    this(
        title,
        body,
        source,
        deepLink,
        project,
        labels,
        priority,
        due,
        deadline,
        recurring,
        minutes,
        occurrence,
        completable,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * When the time of this task comes: at the start of a day, in a person's zone. A recurring task
   * has the day on which it is due; what is before that day belongs to the round that is done.
   *
   * @return null when it may be done at any time
   */
  public @Nullable Instant notBefore(ZoneId zone) {
    return Stream.of(start, recurring && due != null ? due.day(zone) : null)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(day -> day.isBefore(LAST_DAY) ? day : LAST_DAY)
        .map(day -> day.atStartOfDay(zone).toInstant())
        .orElse(null);
  }

  /** Whether a tip of it would say the same: features that no tip shows may differ. */
  public boolean looksLike(Task other) {
    return bare().equals(other.bare());
  }

  private Task bare() {
    return new Task(
        title,
        body,
        source,
        deepLink,
        project,
        labels,
        priority,
        due,
        deadline,
        recurring,
        minutes,
        occurrence,
        completable,
        parent,
        null,
        null,
        null,
        null);
  }

  /** Removes what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs. */
  static String text(String sent) {
    String whole = new String(sent.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return whole.replace("\0", "");
  }
}
