package oo.tests.fn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The apps and functions that an Fn server stores, with its rules for a change: an update merges,
 * an empty setting removes its key, and what is created again has another id.
 */
final class FnApps {
  /**
   * All of it is the key of a hot container: the same image name and settings reach the same
   * container, whatever is under that name in the registry now.
   */
  record Fn(
      String id,
      String name,
      String image,
      int memory,
      int timeout,
      int idleTimeout,
      SortedMap<String, String> config) {

    Fn with(Change change) {
      var merged = new TreeMap<>(config);
      change
          .config()
          .forEach((key, value) -> {
            if (value.isEmpty()) {
              merged.remove(key);
            } else {
              merged.put(key, value);
            }
          });
      return new Fn(
          id,
          name,
          change.image().isEmpty() ? image : change.image(),
          change.memory() == 0 ? memory : change.memory(),
          change.timeout() == 0 ? timeout : change.timeout(),
          change.idleTimeout() == 0 ? idleTimeout : change.idleTimeout(),
          merged);
    }
  }

  /** What a request says of a function; empty or 0 is nothing. */
  record Change(
      String image, int memory, int timeout, int idleTimeout, Map<String, String> config) {
    Change {
      // The server's limits.
      if (timeout > 300 || idleTimeout > 3600 || memory > 8192) {
        throw new Refused("a value is out of range");
      }
    }
  }

  record App(String id, Map<String, Fn> functions) {}

  /** The server refuses; the message is its own. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private final Map<String, App> apps = new LinkedHashMap<>();
  private int made;

  synchronized Optional<App> app(String name) {
    return Optional.ofNullable(apps.get(name));
  }

  synchronized void createApp(String name) {
    if (apps.putIfAbsent(name, new App(id("app"), new TreeMap<>())) != null) {
      throw new Refused("App already exists");
    }
  }

  synchronized void deleteApp(String name) {
    apps.remove(name);
  }

  synchronized List<Fn> functions(String app) {
    return app(app).map(found -> List.copyOf(found.functions().values())).orElse(List.of());
  }

  synchronized Optional<Fn> function(String app, String name) {
    return functions(app).stream().filter(fn -> fn.name().equals(name)).findFirst();
  }

  synchronized Optional<Fn> byId(String id) {
    var all = new ArrayList<Fn>();
    apps.keySet().forEach(app -> all.addAll(functions(app)));
    return all.stream().filter(fn -> fn.id().equals(id)).findFirst();
  }

  synchronized void create(String app, String name, Change change) {
    Map<String, Fn> functions =
        app(app).orElseThrow(() -> new Refused("App not found")).functions();
    if (functions.containsKey(name)) {
      throw new Refused("Fn with specified name already exists");
    }
    functions.put(name, new Fn(id("fn"), name, "", 128, 30, 30, new TreeMap<>()).with(change));
  }

  synchronized void update(String app, String name, Change change) {
    Fn before = function(app, name).orElseThrow(() -> new Refused("Fn not found"));
    app(app).orElseThrow().functions().put(name, before.with(change));
  }

  synchronized void delete(String app, String name) {
    if (app(app).map(found -> found.functions().remove(name)).isEmpty()) {
      throw new Refused("Fn not found");
    }
  }

  private String id(String kind) {
    made++;
    return kind + made;
  }
}
