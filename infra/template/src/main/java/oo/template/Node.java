package oo.template;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the template, read name by name. What was neither read nor ignored by name when it
 * is {@linkplain #done done} with is refused.
 */
final class Node {
  /** Gives the value of what stands in the template; null when it is absent. */
  @FunctionalInterface
  interface Resolver {
    @Nullable Object resolve(String where, @Nullable Object value);
  }

  private final String where;
  private final Resolver resolver;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private Node(String where, Object value, Resolver resolver) {
    this.where = where;
    this.resolver = resolver;
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateRefused(where, "expected a mapping");
    }
    map.forEach((name, entry) -> values.put(String.valueOf(name), entry));
  }

  /** A mapping without calls, or whose calls are read as they are. */
  static Node of(String where, Object value) {
    return new Node(where, value, (place, entry) -> entry);
  }

  /** A mapping whose entries are resolved as they are read; what is ignored is never resolved. */
  static Node of(String where, Object value, Resolver resolver) {
    return new Node(where, value, resolver);
  }

  /**
   * This mapping over the shared one, as SAM merges Globals: mappings deeply, the rest replaced.
   */
  Node over(Map<String, Object> shared) {
    return new Node(where, merged(shared, values), resolver);
  }

  private static Map<String, Object> merged(Map<?, ?> shared, Map<?, ?> own) {
    var all = new LinkedHashMap<String, Object>();
    shared.forEach((name, value) -> all.put(String.valueOf(name), value));
    own.forEach((name, value) ->
        all.merge(
            String.valueOf(name),
            value,
            (before, after) ->
                before instanceof Map<?, ?> b && after instanceof Map<?, ?> a
                    ? merged(b, a)
                    : after));
    return all;
  }

  String where() {
    return where;
  }

  /** Names whose meaning does not reach one machine: they are for AWS alone. */
  Node ignoring(String... names) {
    known.addAll(List.of(names));
    return this;
  }

  /** The resolved value, which the caller honours. */
  Optional<Object> value(String name) {
    known.add(name);
    return Optional.ofNullable(resolver.resolve(where + "." + name, values.get(name)));
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

  /** The mapping under a name, resolved; an empty one when it is absent. */
  Node node(String name) {
    return of(where + "." + name, value(name).orElse(Map.of()));
  }

  /** The same, not yet resolved. */
  Node unresolved(String name) {
    known.add(name);
    return new Node(where + "." + name, values.getOrDefault(name, Map.of()), resolver);
  }

  /** Every entry as a mapping, in order. */
  void each(BiConsumer<String, Node> entry) {
    values.forEach((name, value) -> {
      known.add(name);
      entry.accept(name, new Node(where + "." + name, value, resolver));
    });
  }

  /** All entries, not resolved. */
  Map<String, Object> values() {
    known.addAll(values.keySet());
    return values;
  }

  void done() {
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new TemplateRefused(
          where, "the server neither honours nor ignores " + String.join(", ", unknown));
    }
  }
}
