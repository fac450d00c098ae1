package oo.host.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.contract.HealthCheck;

/** Runs a module's probes. */
public final class HealthChecks {
  private HealthChecks() {}

  /**
   * The results in the order of the probes. The first probe, the database's, runs alone. When it is
   * green the others run one after the other, because a Lambda has one connection. When it is red
   * they run in parallel, as most likely each waits for the same time-out; those that only read
   * what the database has are not asked.
   *
   * @param probes at least one
   */
  public static List<HealthCheck> of(List<Probe> probes) {
    HealthCheck first = probes.getFirst().check();
    List<Probe> others = probes.subList(1, probes.size());
    var checks = new ArrayList<HealthCheck>();
    checks.add(first);
    checks.addAll(first.ok() ? others.stream().map(Probe::check).toList() : inParallel(others));
    return checks;
  }

  private static List<HealthCheck> inParallel(List<Probe> probes) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HealthCheck>> calls = new ArrayList<>();
      probes.forEach(probe -> calls.add(probe::withoutDatabase));
      var checks = new ArrayList<HealthCheck>();
      for (Future<HealthCheck> check : threads.invokeAll(calls)) {
        checks.add(check.get());
      }
      return checks;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
