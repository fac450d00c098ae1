package oo.standins.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import oo.standins.http.StandInRequest;

/** In memory only: a restart ends every fault. */
public final class ActiveFaults {
  private final List<InjectedFault> faults = new ArrayList<>();

  synchronized void add(InjectedFault fault) {
    faults.add(fault);
  }

  synchronized List<InjectedFault> all() {
    return List.copyOf(faults);
  }

  synchronized void clear() {
    faults.clear();
  }

  /** The first fault that applies to this request, counted down. */
  synchronized Optional<InjectedFault> take(
      StandInRequest request, List<RequestedOperation> operations) {
    return take(fault ->
        fault.kind() != FaultKind.CLOSED_TASK_MISSING
            && (fault.path() == null || request.path().startsWith(fault.path()))
            && (fault.command() == null
                || operations.stream().anyMatch(o -> o.type().equals(fault.command()))));
  }

  /** Whether a fault of this kind is active; counts it down. */
  public synchronized boolean take(FaultKind kind) {
    return take(fault -> fault.kind() == kind).isPresent();
  }

  private Optional<InjectedFault> take(Predicate<InjectedFault> wanted) {
    Optional<InjectedFault> found = faults.stream().filter(wanted).findFirst();
    found.ifPresent(fault -> {
      Integer times = fault.times();
      if (times != null && times == 1) {
        faults.remove(fault);
      } else if (times != null) {
        faults.set(faults.indexOf(fault), fault.times(times - 1));
      }
    });
    return found;
  }
}
