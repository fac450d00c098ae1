package oo.bench.coldstart;

import java.util.ArrayList;
import java.util.List;

/** A contestant started in one way, and what was measured of it, round by round. */
final class Lane {
  final Contestant contestant;

  /** Of the JVM. */
  final List<String> flags;

  final List<Starts.Timed> timed = new ArrayList<>();
  final List<Starts.Parts> parts = new ArrayList<>();
  long classes;

  Lane(Contestant contestant, List<String> flags) {
    this.contestant = contestant;
    this.flags = flags;
  }
}
