package oo.recommend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.host.sql.Transaction;
import oo.policy.Candidate;
import oo.policy.Candidates;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.candidates.CandidatePool;

/**
 * The candidates of a user's sets, one after the other, read one at a time; now, or as they were at
 * a decision.
 */
final class StoredCandidates implements Candidates {
  private final Transaction tx;
  private final CandidatePool store;
  private final List<CandidateSet> sets;
  private final int size;
  private final Map<Integer, oo.signals.candidates.Candidate> read = new HashMap<>();

  StoredCandidates(Transaction tx, CandidatePool store, List<CandidateSet> sets) {
    this.tx = tx;
    this.store = store;
    this.sets = sets;
    this.size = sets.stream().mapToInt(CandidateSet::size).sum();
  }

  /** A place among the sets. */
  record Place(CandidateSet set, int slot) {}

  @Override
  public int size() {
    return size;
  }

  @Override
  public Candidate at(int index) {
    return new Candidate(
        place(index).set().connection().connection() + "/" + stored(index).subject(),
        Features.of(stored(index).task()));
  }

  /** The candidate as it is stored. */
  oo.signals.candidates.Candidate stored(int index) {
    return read.computeIfAbsent(
        index,
        i -> {
          Place place = place(i);
          return store.at(tx, place.set(), place.slot()).orElseThrow(() -> new Purged(place));
        });
  }

  List<CandidateSet> sets() {
    return sets;
  }

  /** The index of a connection's slot; empty when its connection is not among the sets. */
  Optional<Integer> index(ConnectionRef connection, int slot) {
    int before = 0;
    for (CandidateSet set : sets) {
      if (set.connection().equals(connection)) {
        return slot < set.size() ? Optional.of(before + slot) : Optional.empty();
      }
      before += set.size();
    }
    return Optional.empty();
  }

  Place place(int index) {
    int before = 0;
    for (CandidateSet set : sets) {
      if (index < before + set.size()) {
        return new Place(set, index - before);
      }
      before += set.size();
    }
    throw new IllegalArgumentException("No candidate " + index + " of " + size);
  }

  /** A slot that a set had is not there any more: its connection was purged. */
  static final class Purged extends RuntimeException {
    Purged(Place place) {
      super("Purged: slot " + place.slot() + " at version " + place.set().version());
    }
  }
}
