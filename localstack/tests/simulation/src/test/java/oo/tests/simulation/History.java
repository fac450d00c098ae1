package oo.tests.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What happened in a seed, a line each. Ids appear under short names. */
final class History {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final List<String> lines = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<Object, String> names = new HashMap<>();
  private final Map<String, Integer> counted = new HashMap<>();

  /** The id's short name, such as {@code tip3}. */
  String name(String kind, Object id) {
    return names.computeIfAbsent(id, _ -> kind + counted.merge(kind, 1, Integer::sum));
  }

  void add(Instant at, String line) {
    lines.add(AT.format(at) + "  " + line);
  }

  /** An invariant is broken; each is named once. */
  void violation(Instant at, String invariant, String what) {
    String line = invariant + ": " + what;
    if (!violations.contains(line)) {
      violations.add(line);
      add(at, "VIOLATION " + line);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** The first 16 hex digits of the SHA-256 of all lines. */
  String hash() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
