package oo.template;

import java.util.List;
import java.util.Map;

/**
 * Properties that the server ignores, each by its name: another one might matter here. Objects are
 * files whose links expire; the log is a file, and there are no alarms.
 */
final class AwsOnlyProperties {
  private static final Map<String, List<String>> PROPERTIES =
      Map.of(
          "AWS::S3::Bucket",
          List.of(
              "PublicAccessBlockConfiguration",
              "BucketEncryption",
              "OwnershipControls",
              "LifecycleConfiguration",
              "VersioningConfiguration",
              "WebsiteConfiguration"),
          "AWS::Logs::LogGroup",
          List.of("RetentionInDays"),
          "AWS::CloudWatch::Alarm",
          List.of(
              "AlarmDescription",
              "AlarmActions",
              "OKActions",
              "Namespace",
              "MetricName",
              "Dimensions",
              "Metrics",
              "Statistic",
              "ExtendedStatistic",
              "EvaluateLowSampleCountPercentile",
              "DatapointsToAlarm",
              "Period",
              "EvaluationPeriods",
              "ComparisonOperator",
              "Threshold",
              "TreatMissingData"),
          "AWS::Lambda::Permission",
          List.of("Action", "FunctionName", "Principal", "SourceArn"));

  private AwsOnlyProperties() {}

  static void ignore(String id, String type, Node properties) {
    List<String> names = PROPERTIES.get(type);
    if (names == null) {
      throw new TemplateRefused(id, "the server has no " + type);
    }
    properties.ignoring(names.toArray(String[]::new));
  }
}
