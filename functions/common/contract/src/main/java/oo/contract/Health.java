package oo.contract;

import java.util.List;

/** Every check of one module; {@code ok} when all of them are. */
public record Health(String module, boolean ok, List<HealthCheck> checks) {
  public static Health of(String module, List<HealthCheck> checks) {
    return new Health(module, checks.stream().allMatch(HealthCheck::ok), List.copyOf(checks));
  }
}
