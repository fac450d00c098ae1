package oo.standins.fault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import oo.standins.store.RowStore;

/** The machine's time, plus an offset that survives a restart. */
public final class StandInClock implements InstantSource {
  private record Offset(long aheadSeconds) {}

  private final InstantSource machine;
  private final RowStore.Table<Offset> offsets;
  private volatile Duration ahead;

  StandInClock(InstantSource machine, RowStore store) {
    this.machine = machine;
    this.offsets = store.table("clock", Offset.class);
    this.ahead = Duration.ofSeconds(offsets.get("ahead").map(Offset::aheadSeconds).orElse(0L));
  }

  Duration ahead() {
    return ahead;
  }

  void setAhead(Duration wanted) {
    ahead = wanted;
    offsets.put("ahead", new Offset(wanted.toSeconds()));
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }
}
