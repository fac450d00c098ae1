package oo.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do next, independent of the provider.
 *
 * @param id the decision's id
 * @param source the source's name, e.g. {@code Todoist}
 * @param deepLink the task at its source
 * @param parent the title of the task that this one is a part of
 */
public record Tip(
    UUID id,
    Kind kind,
    String title,
    @Nullable String body,
    String source,
    @Nullable String deepLink,
    @Nullable String parent,
    Meta meta) {
  public enum Kind {
    todo,
    advice
  }

  /**
   * @param due as the provider sent it: a date, a floating time, or an instant
   * @param priority 1 is the most urgent, 4 the least
   * @param minutes estimated duration
   */
  public record Meta(
      @Nullable String project,
      @Nullable String due,
      @Nullable String dueZone,
      @Nullable String deadline,
      boolean recurring,
      @Nullable Integer priority,
      List<String> labels,
      @Nullable Integer minutes) {}
}
