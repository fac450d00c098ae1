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
 * The candidates of a user's sets, concatenated; present sets, or those of a past decision. Each
 * candidate is read on demand.
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

  /** A candidate's set and slot. */
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

  /** The stored candidate. */
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

  /** The index of a connection's slot; empty when no set has it. */
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

  /** The connection of a set was purged. */
  static final class Purged extends RuntimeException {
    Purged(Place place) {
      super("Purged: slot " + place.slot() + " at version " + place.set().version());
    }
  }
}
