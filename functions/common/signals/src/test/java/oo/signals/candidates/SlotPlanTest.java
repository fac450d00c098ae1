package oo.signals.candidates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every change of a dense set gives the dense set that was meant. */
final class SlotPlanTest {

  @Test
  void everyPlanFillsEachSlotOnceWithExactlyTheTasksMeant() {
    for (long seed = 0; seed < 20_000; seed++) {
      var random = new Random(seed);
      Map<Integer, SlotPlan.Row> set = filled(random.nextInt(12));
      int size = set.size();
      var slots = new ArrayList<>(set.keySet());
      Collections.shuffle(slots, random);
      int leaves = random.nextInt(size + 1);
      List<Integer> leaving = slots.subList(0, leaves);
      List<SlotPlan.Row> changing =
          slots.subList(leaves, leaves + random.nextInt(size - leaves + 1)).stream()
              .map(slot -> new SlotPlan.Row(slot, "s" + slot, 2))
              .toList();
      List<SlotPlan.Row> entering = entering(random.nextInt(6));
      Map<String, Long> meant = meant(set, leaving, changing, entering);

      var asked = new ArrayList<Integer>();
      SlotPlan plan =
          SlotPlan.of(
              size,
              leaving,
              changing,
              entering,
              from -> {
                asked.add(from);
                return set.values().stream().filter(row -> row.slot() >= from).toList();
              });

      Map<Integer, SlotPlan.Row> next = applied(set, plan);
      assertThat(next.keySet()).as("seed " + seed).isEqualTo(range(plan.size()));
      var contents = new HashMap<String, Long>();
      next.values().forEach(row -> contents.put(row.subject(), row.version()));
      assertThat(contents).as("seed " + seed).isEqualTo(meant);
      // Work is in the number of changes, and the end is read only when the set shrinks.
      int changes = leaving.size() + changing.size() + entering.size();
      assertThat(plan.cleared().size() + plan.filled().size()).isLessThanOrEqualTo(4 * changes);
      assertThat(plan.changesNothing()).isEqualTo(changes == 0);
      assertThat(asked).isEqualTo(leaves > entering.size() ? List.of(plan.size()) : List.of());
    }
  }

  @Test
  void aHoleInTheSetIsFoundOutRatherThanMoved() {
    assertThatThrownBy(() -> SlotPlan.of(3, List.of(0), List.of(), List.of(), from -> List.of()))
        .hasMessageContaining("hole at slot 2");
  }

  private static Map<Integer, SlotPlan.Row> filled(int size) {
    var set = new HashMap<Integer, SlotPlan.Row>();
    for (int slot = 0; slot < size; slot++) {
      set.put(slot, new SlotPlan.Row(slot, "s" + slot, 1));
    }
    return set;
  }

  private static List<SlotPlan.Row> entering(int n) {
    var rows = new ArrayList<SlotPlan.Row>();
    for (int i = 0; i < n; i++) {
      rows.add(new SlotPlan.Row(-1, "new" + i, 7));
    }
    return rows;
  }

  private static Map<String, Long> meant(
      Map<Integer, SlotPlan.Row> set,
      List<Integer> leaving,
      List<SlotPlan.Row> changing,
      List<SlotPlan.Row> entering) {
    var meant = new HashMap<String, Long>();
    set.forEach((slot, row) -> meant.put(row.subject(), row.version()));
    leaving.forEach(slot -> meant.remove("s" + slot));
    changing.forEach(row -> meant.put(row.subject(), row.version()));
    entering.forEach(row -> meant.put(row.subject(), row.version()));
    return meant;
  }

  /** As the store does: clear what is filled, then fill what is empty; each row once. */
  private static Map<Integer, SlotPlan.Row> applied(Map<Integer, SlotPlan.Row> set, SlotPlan plan) {
    var next = new HashMap<>(set);
    for (int slot : plan.cleared()) {
      assertThat(next.remove(slot)).isNotNull();
    }
    for (SlotPlan.Row row : plan.filled()) {
      assertThat(next.put(row.slot(), row)).isNull();
    }
    return next;
  }

  private static Set<Integer> range(int size) {
    var range = new HashSet<Integer>();
    for (int slot = 0; slot < size; slot++) {
      range.add(slot);
    }
    return range;
  }
}
