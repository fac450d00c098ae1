package oo.deploy.costs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A month, by service, in US dollars.
 *
 * @param users who come on {@code days} days of it
 * @param services what each takes
 */
record Bill(long users, Map<String, Double> services) {
  private static final double DAYS = 30;
  private static final double SECONDS = DAYS * 24 * 3600;
  private static final double KB_PER_GB = 1024.0 * 1024.0;
  // Long polling asks each of three queues by five readers about every twenty seconds.
  private static final double POLLS = 3 * 5 * SECONDS / 20;
  // schedule_fetches every 5 minutes, sweep_outbox every minute, purge_expired daily.
  private static final double TICKS = DAYS * (24 * 12 + 24 * 60 + 1);
  private static final int SECRETS = 5;
  private static final int ALARMS = 8;

  static Bill of(long users, Assumptions a) {
    double visits = users * a.number("days") * a.number("visits");
    double requests = visits * (a.number("requests_per_visit") + a.number("taps_per_visit"));
    double taps = visits * a.number("taps_per_visit");
    double fetches = users * a.number("connections") * a.number("fetches_per_day") * DAYS;
    double calls = requests + taps + fetches + TICKS;
    double gb = a.number("memory_mb") / 1024;
    double gbSeconds =
        gb
            / 1000
            * (requests * a.number("request_ms")
                + fetches * a.number("fetch_ms")
                + taps * a.number("delivery_ms")
                + TICKS * a.number("schedule_ms")
                + requests * a.number("cold_share") * a.number("restore_ms"));
    double pages = visits * a.number("page_requests_per_visit");
    double sent =
        (requests * a.number("api_kb") + visits * a.number("page_kb_per_visit")) / KB_PER_GB;
    double rows = users * a.number("rows_kb") / KB_PER_GB;

    var services = new LinkedHashMap<String, Double>();
    services.put(
        "Lambda",
        calls * a.number("price_lambda_request") + gbSeconds * a.number("price_lambda_gb_second"));
    services.put("API Gateway", requests * a.number("price_api_request"));
    // A message is sent, received and deleted; up to fifty connections share one, which is not
    // counted on.
    services.put("SQS", (3 * (fetches + taps) + POLLS) * a.number("price_sqs_request"));
    services.put(
        "CloudFront",
        (requests + pages) * a.number("price_cloudfront_request")
            + sent * a.number("price_cloudfront_gb"));
    services.put(
        "CloudWatch",
        calls * a.number("log_kb_per_call") / KB_PER_GB * a.number("price_log_gb")
            + ALARMS * a.number("price_alarm_month"));
    services.put("PostgreSQL", database(users, a) + rows * a.number("price_database_gb_month"));
    services.put(
        "Secrets, KMS, S3",
        SECRETS * a.number("price_secret_month")
            + a.number("price_kms_key_month")
            + a.number("price_s3_gb_month"));
    services.put(
        "WAF", a.number("price_waf_month") + (requests + pages) * a.number("price_waf_request"));
    return new Bill(users, services);
  }

  private static double database(long users, Assumptions a) {
    double beyond = Math.max(0, users - a.number("database_users"));
    double step = Math.max(1, a.number("database_step_users"));
    return a.number("price_database_month")
        + Math.ceil(beyond / step) * a.number("price_database_step");
  }

  double total() {
    return services.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
