package oo.contract;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a module needs.
 *
 * @param detail what was found, in words; no secret
 * @param mend how to mend it, only when red
 */
public record HealthCheck(String name, boolean ok, String detail, @Nullable String mend) {
  public static HealthCheck green(String name, String detail) {
    return new HealthCheck(name, true, detail, null);
  }

  public static HealthCheck red(String name, String detail, String mend) {
    return new HealthCheck(name, false, detail, mend);
  }
}
