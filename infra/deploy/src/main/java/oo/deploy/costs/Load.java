package oo.deploy.costs;

/**
 * What people do in a month, and in a second of its busiest hour.
 *
 * @param requests to the API, taps included
 * @param taps each of which is delivered to a provider
 * @param fetches of tasks, in the background
 * @param pages files of the site that a browser had not kept
 */
record Load(double visits, double requests, double taps, double fetches, double pages) {
  static final double DAYS = 30;
  static final double SECONDS = DAYS * 24 * 3600;

  static Load of(long users, Assumptions a) {
    double visits = users * a.number("days") * a.number("visits");
    double taps = visits * a.number("taps_per_visit");
    return new Load(
        visits,
        visits * a.number("requests_per_visit") + taps,
        taps,
        users * a.number("connections") * a.number("fetches_per_day") * DAYS,
        visits * a.number("page_requests_per_visit"));
  }
}
