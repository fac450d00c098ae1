package oo.host.health;

import oo.contract.HealthCheck;

/** One check of a health page. It never throws, calls no provider and shows no secret. */
@FunctionalInterface
public interface Probe {
  HealthCheck check();
}
