package oo.recommend;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import oo.policy.Context;

/** The server's half of a decision's context, as the log keeps it. */
final class ServerContext {
  private ServerContext() {}

  static Map<String, Object> write(Instant now, ZoneId zone, Map<String, Object> features) {
    return Map.of("now", now.toString(), "zone", zone.getId(), "features", features);
  }

  @SuppressWarnings("unchecked")
  static Context.Server read(Map<String, Object> logged) {
    return new Context.Server(
        Instant.parse((String) logged.getOrDefault("now", "")),
        ZoneId.of((String) logged.getOrDefault("zone", "UTC")),
        (Map<String, Object>) logged.getOrDefault("features", Map.of()));
  }
}
