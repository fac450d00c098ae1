package oo.template;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A mapping of the template, read name by name. What was neither read nor ignored by name when it
 * is {@linkplain #done done} with is refused.
 */
final class Node {
  private final String where;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private Node(String where, Object value) {
    this.where = where;
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateRefused(where, "expected a mapping");
    }
    map.forEach((name, entry) -> values.put(String.valueOf(name), entry));
  }

  static Node of(String where, Object value) {
    return new Node(where, value);
  }

  String where() {
    return where;
  }

  /** Names whose meaning does not reach one machine: they are for AWS alone. */
  Node ignoring(String... names) {
    known.addAll(List.of(names));
    return this;
  }

  /** The value, which is then honoured: it must be one that means something here. */
  Optional<Object> value(String name) {
    known.add(name);
    Object value = values.get(name);
    if (value instanceof Evaluation.OnlyOnAws unknown) {
      throw new TemplateRefused(where + "." + name, unknown + " is known on AWS alone");
    }
    return Optional.ofNullable(value);
  }

  Object required(String name) {
    return value(name).orElseThrow(() -> new TemplateRefused(where, name + " is missing"));
  }

  String text(String name) {
    Object value = required(name);
    if (value instanceof Map || value instanceof List) {
      throw new TemplateRefused(where, name + " must be text");
    }
    return String.valueOf(value);
  }

  int number(String name, int otherwise) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!(value.get() instanceof Integer number)) {
      throw new TemplateRefused(where, name + " must be a whole number");
    }
    return number;
  }

  /** The mapping under a name; an empty one when it is absent. */
  Node node(String name) {
    return new Node(where + "." + name, value(name).orElse(Map.of()));
  }

  /** Every entry as a mapping, in order. */
  void each(BiConsumer<String, Node> entry) {
    values.forEach(
        (name, value) -> {
          known.add(name);
          entry.accept(name, new Node(where + "." + name, value));
        });
  }

  Map<String, Object> values() {
    known.addAll(values.keySet());
    return values;
  }

  void done() {
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new TemplateRefused(
          where, "the local runtime neither honours nor ignores " + String.join(", ", unknown));
    }
  }
}
