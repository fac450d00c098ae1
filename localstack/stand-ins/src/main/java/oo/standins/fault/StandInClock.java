package oo.standins.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import oo.standins.store.RowStore;

/** The machine's time, plus an offset that survives a restart. */
public final class StandInClock extends Clock {

  private record Offset(long aheadSeconds) {}

  private final Clock machine;
  private final RowStore store;
  private final RowStore.Table<Offset> offsets;
  private volatile Duration ahead;

  public StandInClock(Clock machine, RowStore store) {
    this.machine = machine;
    this.store = store;
    this.offsets = store.table("clock", Offset.class);
    this.ahead = Duration.ofSeconds(offsets.get("ahead").map(Offset::aheadSeconds).orElse(0L));
  }

  Duration ahead() {
    return ahead;
  }

  void setAhead(Duration wanted) {
    ahead = wanted;
    store.transaction(() -> offsets.put("ahead", new Offset(wanted.toSeconds())));
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
