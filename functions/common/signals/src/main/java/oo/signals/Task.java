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

  /** A task that has no other feature yet, and that the person may complete at the source. */
  public static Builder titled(String title, String source) {
    return new Builder(title, source);
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

  /** Names the features of a task; the components of {@link Task} say what they mean. */
  public static final class Builder {
    private final String title;
    private final String source;
    private @Nullable String body;
    private @Nullable String deepLink;
    private @Nullable String project;
    private List<String> labels = List.of();
    private @Nullable Integer priority;
    private @Nullable Due due;
    private @Nullable LocalDate deadline;
    private boolean recurring;
    private @Nullable Integer minutes;
    private Occurrence occurrence = Occurrence.NONE;
    private boolean completable = true;
    private @Nullable String parent;
    private @Nullable String section;
    private @Nullable Integer order;
    private @Nullable Instant addedAt;
    private @Nullable LocalDate start;

    private Builder(String title, String source) {
      this.title = title;
      this.source = source;
    }

    public Builder body(@Nullable String body) {
      this.body = body;
      return this;
    }

    public Builder deepLink(@Nullable String deepLink) {
      this.deepLink = deepLink;
      return this;
    }

    public Builder project(@Nullable String project) {
      this.project = project;
      return this;
    }

    public Builder labels(List<String> labels) {
      this.labels = labels;
      return this;
    }

    public Builder priority(@Nullable Integer priority) {
      this.priority = priority;
      return this;
    }

    public Builder due(@Nullable Due due) {
      this.due = due;
      return this;
    }

    public Builder deadline(@Nullable LocalDate deadline) {
      this.deadline = deadline;
      return this;
    }

    public Builder recurring(boolean recurring) {
      this.recurring = recurring;
      return this;
    }

    public Builder minutes(@Nullable Integer minutes) {
      this.minutes = minutes;
      return this;
    }

    public Builder occurrence(Occurrence occurrence) {
      this.occurrence = occurrence;
      return this;
    }

    public Builder completable(boolean completable) {
      this.completable = completable;
      return this;
    }

    public Builder parent(@Nullable String parent) {
      this.parent = parent;
      return this;
    }

    public Builder section(@Nullable String section) {
      this.section = section;
      return this;
    }

    public Builder order(@Nullable Integer order) {
      this.order = order;
      return this;
    }

    public Builder addedAt(@Nullable Instant addedAt) {
      this.addedAt = addedAt;
      return this;
    }

    public Builder start(@Nullable LocalDate start) {
      this.start = start;
      return this;
    }

    public Task build() {
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
          section,
          order,
          addedAt,
          start);
    }
  }
}
