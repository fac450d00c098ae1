package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import oo.contract.HealthCheck;
import oo.host.base.UserId;
import oo.host.health.Probe;
import oo.host.health.Pulses;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep measures, what its line says of it, and what health makes of it. */
final class PulseIT {
  private static final Duration LATE = Duration.ofMinutes(15);

  private final Rows rows = new Rows();
  private final Started started = new Started(rows.test.dataSource());
  private final UserId user = rows.user();
  private final Pulses pulses = new Pulses(new Database(rows.test.dataSource()));

  @AfterEach
  void close() {
    started.close();
    rows.close();
  }

  private Map<String, Object> sweep() {
    started.log.clear();
    assertThat(started.tick("sweep_outbox")).isTrue();
    return started.log.getLast();
  }

  private HealthCheck deliveries() {
    return pulses.outbox("deliveries", "taps", LATE, "DeliverLate").check();
  }

  private HealthCheck lastSweep() {
    return pulses.ran("last sweep", "sweep_outbox", LATE, "SweepSilent").check();
  }

  private HealthCheck dead() {
    return pulses.deadLetters("deliver_completions", "DeliverDeadLetters").check();
  }

  @Test
  void beforeTheFirstSweepNothingIsKnownAndNothingIsRed() {
    assertThat(List.of(deliveries(), lastSweep(), dead()))
        .allMatch(HealthCheck::ok)
        .allMatch(check -> check.detail().equals("Not known yet."));
  }

  @Test
  void nothingWaits() {
    assertThat(sweep())
        .containsEntry("outbox", 0L)
        .containsEntry("outbox_oldest_s", 0L)
        .containsEntry("fetch_late_s", 0L)
        .containsEntry("reconnects", 0L)
        .containsEntry("dead_letters", 0L);
    assertThat(deliveries().detail()).isEqualTo("No taps wait.");
    assertThat(lastSweep().detail()).isEqualTo("less than a minute ago.");
    assertThat(dead().detail()).isEqualTo("None.");
  }

  @Test
  void whatWaitsIsCountedRoughlyAndIsRedWhenItIsDueForTooLong() {
    ConnectionRef ref = rows.connection(user);
    rows.delivery(ref, "waiting");
    rows.delivery(ref, "sending");
    rows.delivery(ref, "delivered");
    rows.advance(Duration.ofMinutes(3));

    Map<String, Object> line = sweep();
    assertThat(line).containsEntry("outbox", 3L); // The connection is due as well.
    assertThat((long) line.get("fetch_late_s")).isGreaterThanOrEqualTo(180);
    assertThat(deliveries().ok()).isTrue();
    assertThat(deliveries().detail()).startsWith("Fewer than 10 taps wait; the oldest has waited");

    rows.advance(Duration.ofMinutes(20));
    sweep();
    assertThat(deliveries().ok()).isFalse();
    assertThat(deliveries().detail()).contains("One has been due for 2");
    assertThat(deliveries().mend()).contains("docs/runbook.md, DeliverLate");
  }

  /** One whose provider refuses them waits for days, and is due later each time. */
  @Test
  void whatIsNotDueIsNotLate() {
    ConnectionRef ref = rows.connection(user);
    rows.delivery(ref, "waiting");
    rows.run("update delivery set due_at = oo_now() + interval '1 day'");
    rows.advance(Duration.ofHours(20));
    sweep();
    assertThat(deliveries().ok()).isTrue();
    assertThat(deliveries().detail()).contains("has waited for 2");
  }

  @Test
  void aSweepThatStopsIsRedAndWhatItMeasuredIsToldAsOld() {
    sweep();
    rows.advance(Duration.ofMinutes(47));
    assertThat(lastSweep().ok()).isFalse();
    assertThat(lastSweep().detail())
        .isEqualTo("47 minutes ago. sweep_outbox does not run, or fails.");
    assertThat(lastSweep().mend()).contains("docs/runbook.md, SweepSilent");
    assertThat(deliveries().detail()).isEqualTo("No taps wait. That was 47 minutes ago.");

    sweep();
    assertThat(lastSweep().ok()).isTrue();
  }

  @Test
  void aSweepThatFailsHasNotEndedWell() {
    ConnectionRef ref = rows.connection(user);
    rows.advance(Duration.ofMinutes(20));
    rows.delivery(ref, "waiting");
    rows.advance(Duration.ofMinutes(2));
    started.down.add("deliver");
    assertThat(started.tick("sweep_outbox")).isFalse();
    assertThat(lastSweep().detail())
        .isEqualTo("Not known yet. sweep_outbox does not run, or fails.");
    assertThat(deliveries().detail()).startsWith("Fewer than 10 taps wait");
  }

  @Test
  void oneDeadLetterIsRed() {
    started.dead.put("deliver-dead", 1L);
    assertThat(sweep()).containsEntry("dead_letters", 1L);
    assertThat(dead().ok()).isFalse();
    assertThat(dead().detail()).isEqualTo("1 message was given up on.");
    assertThat(dead().mend()).contains("docs/runbook.md, DeliverDeadLetters");

    started.dead.clear();
    sweep();
    assertThat(dead().ok()).isTrue();
  }

  @Test
  void aQueueThatCannotBeAskedStopsNoSweep() {
    ConnectionRef ref = rows.connection(user);
    rows.delivery(ref, "waiting");
    rows.advance(Duration.ofMinutes(2));
    started.dead.put("deliver-dead", -1L);
    assertThat(sweep())
        .containsEntry("unmeasured", "dead letters")
        .doesNotContainKey("dead_letters");
    assertThat(started.messages("deliver")).hasSize(1);
    assertThat(deliveries().detail()).startsWith("Fewer than 10 taps wait");
    assertThat(dead().detail()).isEqualTo("Not known yet.");
  }

  @Test
  void thePurgeIsNotedToo() {
    Probe last = pulses.ran("last purge", "purge_expired", Duration.ofDays(2), "PurgeSilent");
    assertThat(started.tick("purge_expired")).isTrue();
    assertThat(last.check().detail()).isEqualTo("less than a minute ago.");
    rows.advance(Duration.ofDays(3));
    assertThat(last.check().ok()).isFalse();
  }
}
