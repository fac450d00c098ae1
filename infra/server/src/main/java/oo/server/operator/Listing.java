package oo.server.operator;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.health.Pulses;

/** Rows with the same keys: a table for people, or a JSON object a line for programs. */
final class Listing {
  private Listing() {}

  /**
   * @param now by the database's clock; a table shows instants as ages
   */
  static void print(PrintStream out, boolean json, List<Map<String, Object>> rows, Instant now) {
    if (json) {
      rows.forEach(row -> out.println(Json.mapper().writeValueAsString(row)));
      return;
    }
    if (rows.isEmpty()) {
      return;
    }
    var table = new ArrayList<List<String>>();
    table.add(List.copyOf(rows.getFirst().keySet()));
    rows.forEach(row -> table.add(row.values().stream().map(value -> text(value, now)).toList()));
    int columns = table.getFirst().size();
    var widths = new int[columns];
    for (List<String> row : table) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : table) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String text(Object value, Instant now) {
    return value instanceof Instant at
        ? (at.isAfter(now) ? "in " + Pulses.words(Duration.between(now, at)) : ago(at, now))
        : printable(String.valueOf(value));
  }

  static String ago(Instant at, Instant now) {
    return Pulses.words(Duration.between(at, now)) + " ago";
  }

  /** Without what a terminal obeys. */
  static String printable(String text) {
    return text.replaceAll("\\p{C}", " ");
  }
}
