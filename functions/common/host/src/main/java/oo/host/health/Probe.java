package oo.host.health;

import oo.contract.HealthCheck;

/** One check of a health page. It never throws, calls no provider and shows no secret. */
@FunctionalInterface
public interface Probe {
  HealthCheck check();

  /** Its result when the database does not answer; without a wait where that is all it reads. */
  default HealthCheck withoutDatabase() {
    return check();
  }

  /** The same, which is done once in five seconds however many ask. */
  default Probe remembered() {
    return new RememberedProbe(this);
  }
}
