package oo.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.contract.HealthCheck;
import oo.host.Functions.Probe;

/** All of a module's probes, in their order. */
final class Checkup {
  private Checkup() {}

  /**
   * The first one alone. When it is red the others wait at the same time, as most likely they wait
   * for the same thing: a page that asks is not left waiting for each. Otherwise one after the
   * other, as a Lambda has one connection.
   */
  static List<HealthCheck> of(List<Probe> probes) {
    HealthCheck first = probes.getFirst().check();
    List<Probe> others = probes.subList(1, probes.size());
    var checks = new ArrayList<HealthCheck>();
    checks.add(first);
    checks.addAll(first.ok() ? others.stream().map(Probe::check).toList() : atOnce(others));
    return checks;
  }

  private static List<HealthCheck> atOnce(List<Probe> probes) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HealthCheck>> calls = new ArrayList<>();
      probes.forEach(probe -> calls.add(probe::check));
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
