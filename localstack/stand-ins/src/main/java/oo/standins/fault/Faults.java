package oo.standins.fault;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import oo.standins.http.Call;

/** The faults that are on. Kept in memory only: a restart is well again. */
public final class Faults {

  /** These do not meet a request as it comes in; the provider asks for them where they apply. */
  private static final Set<FaultKind> ASKED_FOR =
      EnumSet.of(FaultKind.WRONG_ACCOUNT, FaultKind.CLOSED_TASK_MISSING);

  private final List<Fault> faults = new ArrayList<>();
  private long lastId;

  public synchronized Fault add(Fault fault) {
    lastId++;
    Fault added = fault.withId(lastId);
    faults.add(added);
    return added;
  }

  public synchronized List<Fault> all() {
    return List.copyOf(faults);
  }

  public synchronized boolean remove(long id) {
    return faults.removeIf(fault -> fault.id() == id);
  }

  public synchronized void clear() {
    faults.clear();
  }

  /** The first fault that this request meets, counted down. */
  public synchronized Optional<Fault> meet(Call call, List<Operation> operations) {
    for (Fault fault : faults) {
      if (!ASKED_FOR.contains(fault.kind()) && fits(fault, call, operations)) {
        countDown(fault);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** Whether a fault of this kind is on, counted down when it is. */
  public synchronized boolean take(FaultKind kind) {
    for (Fault fault : faults) {
      if (fault.kind() == kind) {
        countDown(fault);
        return true;
      }
    }
    return false;
  }

  private void countDown(Fault fault) {
    Integer times = fault.times();
    if (times == null) {
      return;
    }
    int at = faults.indexOf(fault);
    if (times == 1) {
      faults.remove(at);
    } else {
      faults.set(at, fault.times(times - 1));
    }
  }

  private static boolean fits(Fault fault, Call call, List<Operation> operations) {
    String path = fault.path();
    String command = fault.command();
    return (path == null || call.path().startsWith(path))
        && (command == null || operations.stream().anyMatch(o -> o.type().equals(command)));
  }
}
