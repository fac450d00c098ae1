package oo.signals;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task's features, the same for every provider; what a policy sees and a tip shows.
 *
 * @param source the provider's name for people, e.g. {@code Todoist}
 * @param deepLink the task at its source; http or https
 * @param priority 1 is the most urgent, 4 the least; null when the provider has none
 * @param minutes estimated duration
 * @param occurrence the provider's due date exactly as sent, {@code none} without one: tells one
 *     round of a recurring task from the next
 * @param completable the person may complete it at the source; false when it is assigned to another
 *     person
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
    String occurrence,
    boolean completable) {

  public static final String NO_OCCURRENCE = "none";

  public Task {
    title = text(title);
    body = body == null ? null : text(body);
    project = project == null ? null : text(project);
    labels = labels.stream().map(Task::text).toList();
  }

  /** Removes what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs. */
  private static String text(String sent) {
    String whole = new String(sent.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return whole.replace("\0", "");
  }
}
