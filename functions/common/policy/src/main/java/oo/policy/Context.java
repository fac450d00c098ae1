package oo.policy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * The context of a decision.
 *
 * @param client sent by the page: untrusted, any JSON, at most 4 KB
 * @param server computed by oO
 */
public record Context(Map<String, Object> client, Server server) {

  /**
   * @param now time of the decision, by the database's clock
   * @param zone the person's time zone, sent by the page; UTC when absent
   * @param features that oO computes for policies; JSON types
   */
  public record Server(Instant now, ZoneId zone, Map<String, Object> features) {}
}
