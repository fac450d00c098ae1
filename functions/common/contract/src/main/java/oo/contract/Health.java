package oo.contract;

import java.util.List;

/** All checks of one module; {@code ok} when every check is. */
public record Health(String module, boolean ok, List<HealthCheck> checks) {
  public static Health of(String module, List<HealthCheck> checks) {
    return new Health(module, checks.stream().allMatch(HealthCheck::ok), List.copyOf(checks));
  }
}
