package oo.deploy.costs;

import java.util.List;

/**
 * What so many people need in a second of the busiest hour, and what the deployed can serve.
 *
 * @param what is limited
 * @param raise what to change when it is too little; with the value for this load
 */
record Capacity(String what, double needed, double there, String raise) {
  /** Room for chance: a limit that is used to four fifths lets some wait. */
  private static final double SHARE = 0.8;

  static List<Capacity> of(long users, Assumptions a, Deployed deployed) {
    Load load = Load.of(users, a);
    double peak = a.number("peak_factor") / Load.SECONDS;
    double requests = load.requests() * peak;
    double taps = load.taps() * peak;
    double fetches = load.fetches() * peak;
    double answering = requests * a.number("request_ms") / 1000;
    double delivering = taps * a.number("delivery_ms") / 1000;
    double fetching = fetches * a.number("fetch_ms") / 1000;
    double others = Math.max(0, deployed.reserved() - deployed.deliveries() - deployed.fetches());
    return List.of(
        of(
            "requests a second (the gateway)",
            requests,
            a.or("requests_per_second", deployed.requestsPerSecond()),
            "requests_per_second",
            "ThrottlingRateLimit of MethodSettings in infra/sam-template.yaml"),
        of(
            "requests answered at once",
            answering,
            a.or("answer_concurrency", others),
            "answer_concurrency",
            "the routes' ReservedConcurrentExecutions in infra/sam-template.yaml"),
        of(
            "taps delivered at once",
            delivering,
            a.or("deliver_concurrency", deployed.deliveries()),
            "deliver_concurrency",
            "./oo deploy --parameter DeliverConcurrency"),
        of(
            "connections read at once",
            fetching,
            a.or("fetch_concurrency", deployed.fetches()),
            "fetch_concurrency",
            "FetchSignals' ReservedConcurrentExecutions and MaximumConcurrency in infra/sam-template.yaml"),
        of(
            "functions at once (the account's quota)",
            answering + delivering + fetching,
            a.number("account_concurrency"),
            "account_concurrency",
            "Service Quotas, Lambda, Concurrent executions"),
        of(
            "database connections (the pooler)",
            answering + delivering + fetching,
            a.number("pooler_connections"),
            "pooler_connections",
            "the pooler's limit of clients"),
        of(
            "calls to Todoist a second",
            taps * a.number("calls_per_delivery") + fetches * a.number("calls_per_fetch"),
            a.number("provider_calls_per_second"),
            "provider_calls_per_second",
            "limits.json of the connector, when Todoist agrees to more"));
  }

  private static Capacity of(
      String what, double needed, double there, String assumption, String where) {
    double enough = Math.ceil(needed / SHARE);
    return new Capacity(
        what, needed, there, String.format("%s=%.0f (%s)", assumption, enough, where));
  }

  boolean enough() {
    return needed <= there * SHARE;
  }
}
