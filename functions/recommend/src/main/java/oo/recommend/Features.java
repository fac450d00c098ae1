package oo.recommend;

import java.util.HashMap;
import java.util.Map;
import oo.signals.Due;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/** A task's features for policies: JSON types; an absent feature is left out. */
final class Features {
  private Features() {}

  static Map<String, Object> of(Task task) {
    var features = new HashMap<String, Object>();
    features.put("title", task.title());
    features.put("source", task.source());
    features.put("labels", task.labels());
    features.put("recurring", task.recurring());
    put(features, "body", task.body());
    put(features, "project", task.project());
    put(features, "priority", task.priority());
    put(features, "due", text(task.due()));
    put(features, "deadline", task.deadline() == null ? null : task.deadline().toString());
    put(features, "minutes", task.minutes());
    put(features, "parent", task.parent());
    put(features, "section", task.section());
    put(features, "order", task.order());
    put(features, "added_at", task.addedAt() == null ? null : task.addedAt().toString());
    put(features, "start", task.start() == null ? null : task.start().toString());
    return features;
  }

  /** A date, a time without offset, or an instant with Z (ISO 8601). */
  static @Nullable String text(@Nullable Due due) {
    return switch (due) {
      case null -> null;
      case Due.OnDate(var date) -> date.toString();
      case Due.Floating(var time) -> time.toString();
      case Due.At(var instant, var zone) -> instant.toString();
    };
  }

  private static void put(Map<String, Object> features, String name, @Nullable Object value) {
    if (value != null) {
      features.put(name, value);
    }
  }
}
