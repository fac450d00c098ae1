package oo.bench.competitors;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** The JSON that comes in, goes out and is stored. Components are in the order in which the product writes them. */
public final class Wire {
  private Wire() {}

  public record RecommendRequest(
      Map<String, Object> context,
      @JsonProperty("seen_notices") List<String> seenNotices,
      @JsonProperty("user_id") String userId) {}

  public record RecommendReply(
      @JsonProperty("user_id") String userId,
      Tip tip,
      String because,
      String until,
      String detail,
      List<Notice> notices,
      List<String> deliveries) {}

  public record Notice(
      String id,
      String kind,
      String title,
      String detail,
      @JsonProperty("deep_link") String deepLink,
      String at) {}

  public record Tip(
      String id,
      String kind,
      String title,
      String body,
      String source,
      @JsonProperty("deep_link") String deepLink,
      String parent,
      Meta meta) {}

  public record Meta(
      String project,
      String due,
      @JsonProperty("due_zone") String dueZone,
      String deadline,
      boolean recurring,
      Integer priority,
      List<String> labels,
      Integer minutes) {}

  /** A task as candidate keeps it. */
  public record Task(
      String body,
      boolean completable,
      String deadline,
      @JsonProperty("deep_link") String deepLink,
      Due due,
      List<String> labels,
      Integer minutes,
      String occurrence,
      Integer priority,
      String project,
      boolean recurring,
      String source,
      String title) {}

  /** Told apart by its form; the other components are null. */
  public record Due(String date, String form, String instant, String time, String zone) {
    String text() {
      return switch (form) {
        case "date" -> date;
        case "floating" -> time;
        default -> instant;
      };
    }
  }

  public record Distribution(List<Integer> indexes, List<Double> p, Integer uniform) {}
}
