package oo.policy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a decision knows besides its candidates.
 *
 * @param client what the page sent: untrusted, any JSON, at most 4 KB
 * @param server what oO vouches for
 */
public record Context(Map<String, Object> client, Server server) {

  /**
   * @param now when the decision is made, by the database's clock
   * @param zone the person's, as far as the page told; UTC otherwise
   * @param features whatever oO computes for policies, as JSON has it
   */
  public record Server(Instant now, ZoneId zone, Map<String, Object> features) {}
}
