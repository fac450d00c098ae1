package oo.policy;

import java.util.Map;

/**
 * One candidate.
 *
 * @param id opaque
 * @param features JSON types (strings, numbers, booleans, lists, maps; no nulls): {@code title},
 *     {@code body}, {@code project}, {@code labels}, {@code priority} (1 most urgent), {@code due},
 *     {@code deadline}, {@code recurring}, {@code minutes}, {@code source}, {@code parent} (an id),
 *     {@code section} (an id), {@code order} (among its siblings), {@code added_at}, {@code start}
 */
public record Candidate(String id, Map<String, Object> features) {
  public Candidate {
    features = Map.copyOf(features);
  }
}
