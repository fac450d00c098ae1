package oo.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A slice of the simulation: some seeds that are always the same, and some of the day. */
final class SimulationIT {
  /** What oO does not master yet: it closes the round of a task that was shown as a plain one. */
  private static final Set<Fault> NOT_YET = EnumSet.of(Fault.BECOMES_RECURRING);

  private static Machine machine;
  private static LyingProvider provider;

  @BeforeAll
  static void start() {
    machine = new Machine();
    provider = new LyingProvider();
    Simulation.warmUp(machine, provider);
  }

  @AfterAll
  static void stop() {
    provider.close();
    machine.close();
  }

  @Test
  void nothingIsLostInTheSeedsOfEveryDay() {
    assertThat(broken(LongStream.rangeClosed(1, 8))).isEmpty();
  }

  @Test
  void nothingIsLostInTheSeedsOfToday() {
    long today = 1_000 * LocalDate.now(ZoneOffset.UTC).toEpochDay();
    System.out.println("./oo simulate --from " + today + " --seeds 4");
    assertThat(broken(LongStream.range(today, today + 4))).isEmpty();
  }

  @Test
  void aSeedRepeatsItself() {
    String first = Simulation.run(machine, provider, 3, NOT_YET).hash();
    assertThat(Simulation.run(machine, provider, 4, NOT_YET).hash()).isNotEqualTo(first);
    assertThat(Simulation.run(machine, provider, 3, NOT_YET).hash()).isEqualTo(first);
  }

  private static List<String> broken(LongStream seeds) {
    return seeds
        .mapToObj(seed -> Simulation.run(machine, provider, seed, NOT_YET))
        .filter(outcome -> !outcome.violations().isEmpty())
        .map(outcome -> "./oo simulate --seed " + outcome.seed() + ": " + outcome.violations())
        .toList();
  }
}
