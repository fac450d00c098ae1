package oo.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.bench.Benchmark.Subject;

/**
 * Measures subjects in turns: each round every one, and the first of a round is the next's last.
 */
final class Comparison implements AutoCloseable {
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  void add(String name, Subject subject) {
    subjects.put(name, subject);
  }

  boolean isEmpty() {
    return subjects.isEmpty();
  }

  /** The samples by subject, in the order in which they were added. */
  Map<String, Samples> run(int rounds) throws Exception {
    var samples = new LinkedHashMap<String, Samples>();
    subjects.keySet().forEach(name -> samples.put(name, new Samples()));
    // A round that does not count: it fills caches.
    for (String name : subjects.keySet()) {
      measure(name, samples);
      samples.get(name).clear();
    }
    var order = new ArrayList<>(subjects.keySet());
    for (int round = 0; round < rounds; round++) {
      for (String name : List.copyOf(order)) {
        measure(name, samples);
      }
      order.add(order.removeFirst());
      System.out.println("  round " + (round + 1) + " of " + rounds);
    }
    return samples;
  }

  private void measure(String name, Map<String, Samples> samples) throws Exception {
    subjects.get(name).measure(samples.get(name));
  }

  @Override
  public void close() throws Exception {
    for (Subject subject : subjects.values()) {
      subject.close();
    }
  }
}
