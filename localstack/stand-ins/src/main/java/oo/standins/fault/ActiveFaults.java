package oo.standins.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import oo.standins.http.StandInRequest;

/** In memory only: a restart ends every fault. */
public final class ActiveFaults {

  /** The provider asks for these, by {@link #take(FaultKind)}. */
  private static final Set<FaultKind> OF_PROVIDER =
      Set.of(FaultKind.WRONG_ACCOUNT, FaultKind.CLOSED_TASK_MISSING);

  private final List<InjectedFault> faults = new ArrayList<>();
  private long lastId;

  synchronized InjectedFault add(InjectedFault fault) {
    InjectedFault added = fault.withId(++lastId);
    faults.add(added);
    return added;
  }

  synchronized List<InjectedFault> all() {
    return List.copyOf(faults);
  }

  synchronized void remove(Predicate<InjectedFault> which) {
    faults.removeIf(which);
  }

  /** The first fault that applies to this request, counted down. */
  synchronized Optional<InjectedFault> take(
      StandInRequest request, List<RequestedOperation> operations) {
    return take(
        fault ->
            !OF_PROVIDER.contains(fault.kind())
                && (fault.path() == null || request.path().startsWith(fault.path()))
                && (fault.command() == null
                    || operations.stream().anyMatch(o -> o.type().equals(fault.command()))));
  }

  /** Whether a fault of this kind is on; counts it down. */
  public synchronized boolean take(FaultKind kind) {
    return take(fault -> fault.kind() == kind).isPresent();
  }

  private Optional<InjectedFault> take(Predicate<InjectedFault> wanted) {
    Optional<InjectedFault> found = faults.stream().filter(wanted).findFirst();
    found.ifPresent(
        fault -> {
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
