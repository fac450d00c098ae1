package oo.signals.candidates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How a dense set becomes the next: additions fill the holes of removals, then grow the set; when
 * there are more holes than additions, the last ones move into them. Work is in the number of
 * changes, never in the size of the set.
 *
 * @param size of the next set
 * @param cleared slots whose row ends with this version
 * @param filled rows that begin with it
 */
record SlotPlan(int size, List<Integer> cleared, List<Row> filled) {

  /** A slot and the task in it. */
  record Row(int slot, String subject, long version) {}

  /**
   * @param size of the set now
   * @param leaving slots to empty
   * @param changing slots whose task has a new version
   * @param entering tasks that get a slot, {@code slot} ignored
   * @param tail reads the rows of slots from..size-1; asked only when the set shrinks
   */
  static SlotPlan of(
      int size, List<Integer> leaving, List<Row> changing, List<Row> entering, Tail tail) {
    var holes = new TreeSet<>(leaving);
    int next = size - holes.size() + entering.size();
    var cleared = new TreeSet<>(holes);
    var filled = new LinkedHashMap<Integer, Row>();
    for (Row row : changing) {
      cleared.add(row.slot());
      filled.put(row.slot(), row);
    }
    int grown = size;
    for (Row row : entering) {
      int slot = holes.isEmpty() ? grown++ : first(holes);
      filled.put(slot, new Row(slot, row.subject(), row.version()));
    }
    if (!holes.isEmpty()) {
      Map<Integer, Row> last = new HashMap<>();
      tail.from(next).forEach(row -> last.put(row.slot(), row));
      for (int slot = size - 1; slot >= next; slot--) {
        if (holes.remove(slot)) {
          continue;
        }
        Row moved = filled.containsKey(slot) ? filled.remove(slot) : last.get(slot);
        if (moved == null) {
          throw new IllegalStateException("The set has a hole at slot " + slot);
        }
        int hole = first(holes);
        cleared.add(slot);
        filled.put(hole, new Row(hole, moved.subject(), moved.version()));
      }
    }
    return new SlotPlan(next, new ArrayList<>(cleared), new ArrayList<>(filled.values()));
  }

  private static int first(TreeSet<Integer> holes) {
    int slot = holes.first();
    holes.remove(slot);
    return slot;
  }

  boolean changesNothing() {
    return cleared.isEmpty() && filled.isEmpty();
  }

  /** Reads the end of a set. */
  interface Tail {
    List<Row> from(int slot);
  }
}
