package oo.contract;

import org.jspecify.annotations.Nullable;

/**
 * The state of one thing that a module needs.
 *
 * @param detail what was found, for a person; no secret
 * @param mend what the operator must do; only when red
 */
public record HealthCheck(String name, boolean ok, String detail, @Nullable String mend) {
  public static HealthCheck green(String name, String detail) {
    return new HealthCheck(name, true, detail, null);
  }

  public static HealthCheck red(String name, String detail, String mend) {
    return new HealthCheck(name, false, detail, mend);
  }
}
