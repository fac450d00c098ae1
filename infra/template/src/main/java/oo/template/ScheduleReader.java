package oo.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Template.Every;

/** One {@code AWS::Events::Rule}: a rate at which a function is started. */
final class ScheduleReader {
  private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");

  private ScheduleReader() {}

  /**
   * @param schedules what was found so far, by the logical id of the function that is started
   */
  static void read(Node properties, Map<String, Every> schedules) {
    properties.ignoring("Description", "Name");
    Every every = every(properties);
    Object targets = properties.required("Targets");
    properties.done();
    if (!(targets instanceof List<?> list) || list.size() != 1) {
      throw new TemplateRefused(properties.where(), "a schedule starts one function");
    }
    Node target = Node.of(properties.where() + ".Targets", list.getFirst());
    target.ignoring("Id");
    String function = target.text("Arn");
    target.done();
    if (schedules.putIfAbsent(function, every) != null) {
      throw new TemplateRefused(target.where(), function + " has two schedules");
    }
  }

  private static Every every(Node properties) {
    String schedule = properties.text("ScheduleExpression");
    Matcher rate = RATE.matcher(schedule);
    if (!rate.matches()) {
      throw new TemplateRefused(
          properties.where(), "the server knows rate(N minutes|hours|days), not " + schedule);
    }
    long count = Long.parseLong(rate.group(1));
    return new Every(
        switch (rate.group(2)) {
          case "minute" -> Duration.ofMinutes(count);
          case "hour" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }
}
