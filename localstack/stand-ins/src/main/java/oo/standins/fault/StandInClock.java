package oo.standins.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's time plus what a test added to it. */
public final class StandInClock extends Clock {

  private final Clock machine;
  private volatile Duration ahead = Duration.ZERO;

  public StandInClock(Clock machine) {
    this.machine = machine;
  }

  public Duration ahead() {
    return ahead;
  }

  public void setAhead(Duration wanted) {
    ahead = wanted;
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
