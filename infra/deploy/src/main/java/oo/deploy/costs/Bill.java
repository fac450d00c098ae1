package oo.deploy.costs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A month, by service, in US dollars.
 *
 * @param users who come on {@code days} days of it
 * @param services what each takes
 * @param httpApi what API Gateway would take with an HTTP API instead of REST
 */
record Bill(long users, Map<String, Double> services, double httpApi) {
  static final String GATEWAY = "API Gateway (REST)";
  private static final double KB_PER_GB = 1024.0 * 1024.0;
  private static final double METRICS_PER_FUNCTION = 2;
  // shown, done, skipped; outbox, outbox_oldest_s, fetch_late_s, reconnects. MetricLine has them,
  // and
  // limited, which costs only in hours in which a limit is hit.
  static final double METRICS_OF_THE_PRODUCT = 7;
  // Long polling asks each queue by five readers about every twenty seconds.
  private static final double POLLS_PER_QUEUE = 5 * Load.SECONDS / 20;
  // The sweep asks each queue of dead letters once a minute.
  private static final double COUNTS_PER_QUEUE = Load.SECONDS / 60;
  private static final double TRACED_AT_LEAST = Load.SECONDS;

  static Bill of(long users, Assumptions a, Deployed deployed) {
    Load load = Load.of(users, a);
    double requests = load.requests();
    double ticks = deployed.ticksPerDay() * Load.DAYS;
    double calls = requests + load.taps() + load.fetches() + ticks;
    double gb = a.number("memory_mb") / 1024;
    double starts = calls * a.number("cold_share");
    double gbSeconds =
        gb
            / 1000
            * (requests * a.number("request_ms")
                + load.fetches() * a.number("fetch_ms")
                + load.taps() * a.number("delivery_ms")
                + ticks * a.number("schedule_ms")
                + starts * a.number("restore_ms"));
    double sent =
        (requests * a.number("api_kb") + load.visits() * a.number("page_kb_per_visit")) / KB_PER_GB;
    double rows = users * a.number("rows_kb") / KB_PER_GB;
    // X-Ray traces one call a second, and a share of the rest.
    double traces =
        Math.min(calls, TRACED_AT_LEAST)
            + Math.max(0, calls - TRACED_AT_LEAST) * a.number("traced_share");

    var services = new LinkedHashMap<String, Double>();
    services.put(
        "Lambda",
        calls * a.number("price_lambda_request") + gbSeconds * a.number("price_lambda_gb_second"));
    services.put(GATEWAY, requests * a.number("price_gateway_rest_request"));
    // A message is sent, received and deleted; up to fifty connections share one, which is not
    // counted on.
    services.put(
        "SQS",
        (3 * (load.fetches() + load.taps())
                + deployed.queues() * (POLLS_PER_QUEUE + COUNTS_PER_QUEUE))
            * a.number("price_sqs_request"));
    services.put(
        "CloudFront",
        (requests + load.pages()) * a.number("price_cloudfront_request")
            + sent * a.number("price_cloudfront_gb"));
    services.put(
        "CloudWatch: logs",
        (calls * a.number("log_kb_per_call") + requests * a.number("access_log_kb_per_request"))
            / KB_PER_GB
            * a.number("price_cloudwatch_log_gb"));
    services.put(
        "CloudWatch: metrics",
        (METRICS_PER_FUNCTION * deployed.functions()
                + METRICS_OF_THE_PRODUCT
                + deployed.logMetrics())
            * a.number("price_cloudwatch_metric_month"));
    services.put(
        "CloudWatch: alarms",
        deployed.alarmMetrics() * a.number("price_cloudwatch_alarm_metric_month"));
    services.put("X-Ray", traces * a.number("price_xray_trace"));
    services.put("PostgreSQL", database(users, a) + rows * a.number("price_postgresql_gb_month"));
    services.put(
        "Secrets and KMS",
        deployed.secrets() * a.number("price_secrets_secret_month")
            + starts * a.number("secrets_per_start") * a.number("price_secrets_call")
            + deployed.keys() * a.number("price_kms_key_month"));
    services.put("S3", a.number("stored_gb") * a.number("price_s3_gb_month"));
    services.put(
        "WAF",
        a.number("waf")
            * (a.number("price_waf_acl_month")
                + deployed.webRules() * a.number("price_waf_rule_month")
                + (requests + load.pages()) * a.number("price_waf_request")));
    return new Bill(users, services, requests * a.number("price_gateway_http_request"));
  }

  private static double database(long users, Assumptions a) {
    double beyond = Math.max(0, users - a.number("database_users"));
    double step = Math.max(1, a.number("database_step_users"));
    return a.number("price_postgresql_month")
        + Math.ceil(beyond / step) * a.number("price_postgresql_step");
  }

  double total() {
    return services.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  double totalWithHttpApi() {
    return total() - services.getOrDefault(GATEWAY, 0.0) + httpApi;
  }
}
