package oo.template;

import static oo.template.Sections.list;
import static oo.template.Sections.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import org.junit.jupiter.api.Test;

/** What rings, what cannot make it ring, and where its page of docs/runbook.md is. */
final class AlarmsTest {
  private static final String ALARM = "AWS::CloudWatch::Alarm";
  private static final int DAY = 86_400;
  private static final Pattern VARIABLE = Pattern.compile("\\$context\\.[A-Za-z.]+");
  private static final Pattern FIELD = Pattern.compile("\\$\\.(\\w+)");

  private final Map<String, Map<String, Object>> alarms = Sections.PROD.properties(ALARM);
  private final Template template = TemplateReader.read(Sections.TEMPLATE);

  /** Only where oO makes its backups: elsewhere the database's provider does, and tells. */
  private static final Set<String> OF_THE_SERVER = Set.of("BackupMissing");

  private static Set<String> names() {
    var all = new TreeSet<>(Sections.PROD.properties(ALARM).keySet());
    all.addAll(Sections.edge().properties(ALARM).keySet());
    return all.stream()
        .map(id -> id.replaceFirst("Alarm$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachAlarmHasAPageOfTheRunbook() {
    var pages = new TreeMap<String, String>();
    for (String page : Sections.text(Path.of("../../docs/runbook.md")).split("(?m)^## ")) {
      pages.put(page.lines().findFirst().orElse(""), page);
    }
    pages.keySet().removeIf(title -> title.startsWith("# ") || title.equals("The commands"));
    var alone = new TreeSet<>(pages.keySet());
    alone.removeAll(names());
    assertThat(alone).isEqualTo(OF_THE_SERVER);
    assertThat(pages.keySet()).containsAll(names());
    pages.forEach((title, page) ->
        assertThat(page)
            .as(title)
            .containsSubsequence("- **Means:** ", "- **Look:** ", "- **Do:** "));
  }

  @Test
  void prometheusHasTheSameAlarms() {
    var told = new TreeMap<>(Sections.PROD.properties(ALARM));
    told.putAll(Sections.edge().properties(ALARM));
    var rules = new TreeSet<String>();
    Map<String, ?> group =
        map(
            list(map(Intrinsics.parse(Sections.text(Path.of("../../infra/monitoring/alerts.yml"))))
                    .get("groups"))
                .getFirst());
    for (Object each : list(group.get("rules"))) {
      Map<String, ?> rule = map(each);
      String name = String.valueOf(rule.get("alert"));
      assertThat(rules.add(name)).as(name).isTrue();
      assertThat(map(rule, "annotations").get("runbook"))
          .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
      if (OF_THE_SERVER.contains(name)) {
        continue;
      }
      assertThat(told).as(name).containsKey(name + "Alarm");
      assertThat(map(rule, "annotations").get("summary"))
          .isEqualTo(
              String.valueOf(told.get(name + "Alarm").get("AlarmDescription"))
                      .replaceFirst("\\.$", "")
                  + ".");
    }
    rules.removeAll(OF_THE_SERVER);
    assertThat(rules).isEqualTo(names());
  }

  /** What CloudWatch asks money for. */
  @Test
  void thePageOfCostsCountsTheAlarmsAndTheirMetrics() {
    long metrics =
        alarms.values().stream()
            .mapToLong(alarm ->
                alarm.get("Metrics") instanceof List<?> each
                    ? each.stream().filter(one -> map(one).containsKey("MetricStat")).count()
                    : 1)
            .sum();
    assertThat(Sections.text(Path.of("../../docs/aws.md")))
        .contains("| " + alarms.size() + " alarms on " + metrics + " metrics, at 0.10 | ");
  }

  @Test
  void eachAlarmTellsTheTopicWhenItRingsAndWhenItEnds() {
    var told = new TreeMap<>(Sections.with(Map.of("AlarmTopic", "TOPIC")).properties(ALARM));
    told.putAll(Sections.edge().properties(ALARM));
    told.forEach((id, alarm) -> {
      assertThat(alarm).as(id).containsEntry("AlarmActions", List.of("TOPIC"));
      assertThat(alarm).as(id).containsEntry("OKActions", List.of("TOPIC"));
      assertThat(alarm).as(id).containsKeys("AlarmDescription", "TreatMissingData");
    });
  }

  @Test
  void eachQueueIsWatchedByTheAgeOfItsOldestMessageAndEachDeadLetter() {
    var consumed = new TreeSet<String>();
    var dead = new TreeSet<String>();
    for (Template.QueueResource queue : template.queues()) {
      if (!queue.deadLetters().isEmpty()) {
        consumed.add(queue.id());
        dead.add(queue.deadLetters());
      }
    }
    assertThat(consumed).containsExactly("DeliverQueue", "FetchQueue", "MailQueue", "RevokeQueue");
    assertThat(template.queues()).hasSize(consumed.size() + dead.size());
    assertThat(watched("ApproximateAgeOfOldestMessage", "GreaterThanThreshold", "QueueName"))
        .isEqualTo(consumed);
    assertThat(watched("ApproximateNumberOfMessagesVisible", "GreaterThanThreshold", "QueueName"))
        .isEqualTo(dead);
    alarms.forEach((id, alarm) -> {
      if ("ApproximateNumberOfMessagesVisible".equals(alarm.get("MetricName"))) {
        assertThat(alarm).as(id).containsEntry("Threshold", 0);
      }
    });
  }

  /** A rule that never fires leaves no data, which notBreaching would take for good news. */
  @Test
  void eachScheduleIsMissedWhenItDoesNotFireAndHeardWhenItFails() {
    var intervals = new TreeMap<String, Long>();
    for (FunctionResource function : template.functions()) {
      if (function.trigger() instanceof Every(var interval)) {
        intervals.put(function.id(), interval.toSeconds());
      }
    }
    assertThat(intervals).containsOnlyKeys("PurgeExpired", "ScheduleFetches", "SweepOutbox");
    assertThat(watched("Errors", "GreaterThanThreshold", "FunctionName"))
        .isEqualTo(intervals.keySet());
    assertThat(watched("Invocations", "LessThanThreshold", "FunctionName"))
        .isEqualTo(intervals.keySet());
    alarms.forEach((id, alarm) -> {
      if ("Invocations".equals(alarm.get("MetricName"))) {
        long period = number(alarm, "Period");
        long window = period * number(alarm, "EvaluationPeriods");
        assertThat(alarm)
            .as(id)
            .containsEntry("TreatMissingData", "breaching")
            .containsEntry("Threshold", 1)
            .containsEntry("Statistic", "Sum");
        // A tick may be late; and more than a week CloudWatch refuses, a day of short periods.
        assertThat(window).as(id).isGreaterThanOrEqualTo(2 * intervals.get(dimension(alarm)));
        assertThat(window).as(id).isLessThanOrEqualTo(period < 3_600 ? DAY : 7 * DAY);
      }
    });
  }

  /** CodeDeploy begins nothing while one of its alarms rings. */
  @Test
  void aCanaryIsJudgedByAlarmsThatAreQuietBeforeAFirstRun() {
    Map<String, ?> preference = map(Sections.PROD.function().get("DeploymentPreference"));
    assertThat(preference.get("Enabled")).isEqualTo("false");
    assertThat(preference.get("Type")).isEqualTo("Canary10Percent5Minutes");
    assertThat(map(Sections.prodWith("Canary", "true").function().get("DeploymentPreference")))
        .containsEntry("Enabled", "true");
    List<?> judges = list(preference.get("Alarms"));
    assertThat(judges).asString().contains("ApiFailsAlarm", "ConsumersFailAlarm");
    assertThat(judges).hasSizeLessThanOrEqualTo(10);
    judges.forEach(id -> {
      Map<String, Object> alarm = alarms.get(String.valueOf(id));
      assertThat(alarm).as(id + "").isNotNull().containsEntry("TreatMissingData", "notBreaching");
    });
  }

  @Test
  void aCrashOfAnyConsumerRings() {
    var crashes = new TreeSet<String>();
    for (Object each : list(alarms.get("ConsumersFailAlarm").get("Metrics"))) {
      Map<String, ?> metric = map(each);
      if (metric.containsKey("MetricStat")) {
        Map<String, ?> of = map(map(metric, "MetricStat"), "Metric");
        assertThat(of.get("MetricName")).isEqualTo("Errors");
        crashes.add(dimension(of));
        assertThat(alarms.get("ConsumersFailAlarm").toString())
            .contains("FILL(" + metric.get("Id") + ", 0)");
      }
    }
    var consumers = new TreeSet<String>();
    template.functions().stream()
        .filter(function -> function.trigger() instanceof Messages)
        .forEach(function -> consumers.add(function.id()));
    assertThat(crashes).isEqualTo(consumers);
  }

  /**
   * A stranger may ask a module for its health: it answers 503 when it is ill, and is throttled
   * when it is asked too often.
   */
  @Test
  void aStrangerWhoCallsTheHealthRoutesRingsNothing() {
    var health = new TreeSet<String>();
    var others = new TreeSet<String>();
    for (FunctionResource function : template.functions()) {
      if (function.trigger() instanceof Route(String method, String path)) {
        (function.name().endsWith("_health") ? health : others).add(path);
      }
    }
    assertThat(health).hasSize(5).allMatch(path -> path.matches("/api/[^/]+/health"));
    assertThat(others).noneMatch(path -> path.endsWith("/health"));

    Map<String, Map<String, Object>> filters = Sections.PROD.properties("AWS::Logs::MetricFilter");
    var counted = new TreeSet<String>();
    filters.forEach((id, filter) -> {
      assertThat(filter.get("FilterPattern").toString())
          .as(id)
          .matches(
              "\\{ \\(.+\\) && \\(\\$\\.(route != \"/api/\\*/health\"|operation != \"\\*_health\")\\) }");
      Map<String, ?> metric = map(list(filter.get("MetricTransformations")).getFirst());
      counted.add(metric.get("MetricNamespace") + " " + metric.get("MetricName"));
    });
    var rung = new TreeSet<String>();
    alarms.forEach((id, alarm) -> {
      assertThat(alarm.get("Namespace")).as(id).isNotEqualTo("AWS/ApiGateway");
      assertThat(alarm.toString()).as(id).doesNotContain("Health");
      if (String.valueOf(alarm.get("Namespace")).startsWith("oO/")) {
        rung.add(alarm.get("Namespace") + " " + alarm.get("MetricName"));
      }
    });
    assertThat(counted).hasSize(4).isEqualTo(rung);
  }

  /** What a filter asks for is in the log; no query, cookie, address or id of a person is. */
  @Test
  void theAccessLogHasWhatTheAlarmsCountAndNothingOfAPerson() {
    String format = String.valueOf(map(Sections.PROD.api(), "AccessLogSetting").get("Format"));
    var variables = new TreeSet<String>();
    VARIABLE.matcher(format).results().forEach(match -> variables.add(match.group()));
    assertThat(variables)
        .containsExactly(
            "$context.error.responseType",
            "$context.httpMethod",
            "$context.integrationLatency",
            "$context.integrationStatus",
            "$context.requestId",
            "$context.requestTime",
            "$context.resourcePath",
            "$context.responseLatency",
            "$context.status",
            "$context.xrayTraceId");
    // JSON is YAML; what is compared with a number is one.
    Map<String, Object> line =
        map(
            Intrinsics.parse(
                format
                    .replaceAll("\"\\$context[A-Za-z.]+\"", "\"-\"")
                    .replaceAll("\\$context[A-Za-z.]+", "7")));
    assertThat(line).containsEntry("status", 7).containsEntry("ms", 7);
    Sections.PROD
        .properties("AWS::Logs::MetricFilter")
        .forEach((id, filter) -> {
          if (filter.get("LogGroupName").toString().contains("AccessLog")) {
            FIELD
                .matcher(filter.toString())
                .results()
                .forEach(field -> assertThat(line).as(id).containsKey(field.group(1)));
          }
        });
    assertThat(Sections.BARE.api()).doesNotContainKey("AccessLogSetting");
  }

  @Test
  void cloudFrontsLogHasNoQueryNoCookieAndNoAddress() {
    Map<String, Object> delivery =
        Sections.edge().properties("AWS::Logs::Delivery").get("LogDelivery");
    assertThat(list(delivery.get("RecordFields")))
        .asString()
        .contains("cs-uri-stem", "sc-status")
        .doesNotContainIgnoringCase("query", "cookie", "referer", "c-ip", "forwarded", "agent");
  }

  private TreeSet<String> watched(String metric, String comparison, String dimension) {
    var watched = new TreeSet<String>();
    alarms.forEach((id, alarm) -> {
      if (metric.equals(alarm.get("MetricName"))
          && comparison.equals(alarm.get("ComparisonOperator"))) {
        assertThat(map(list(alarm.get("Dimensions")).getFirst()).get("Name"))
            .as(id)
            .isEqualTo(dimension);
        assertThat(watched.add(dimension(alarm))).as(id).isTrue();
      }
    });
    return watched;
  }

  private static String dimension(Map<String, ?> metric) {
    return map(list(metric.get("Dimensions")).getFirst()).get("Value").toString();
  }

  private static long number(Map<String, ?> alarm, String name) {
    return ((Number) alarm.get(name)).longValue();
  }
}
