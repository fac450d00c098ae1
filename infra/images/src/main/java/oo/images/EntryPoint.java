package oo.images;

import java.util.List;
import java.util.Locale;

/**
 * What an image starts, and whose jars it has beside the module's. The one place that decides it.
 */
enum EntryPoint {
  /**
   * Needs no platform: calls the function that {@code FUNCTION_NAME} names once, by an event on the
   * standard input.
   */
  ONCE("functions/common/host-once", "oo.host.once.OnceCommand"),

  /** Serves the function that {@code FUNCTION_NAME} names, by Fn's contract. */
  FN("functions/common/host-fn", "oo.host.fn.FnEntry");

  static final String FOLDER = "/oo/lib";

  private final String module;
  private final String main;

  EntryPoint(String module, String main) {
    this.module = module;
    this.main = main;
  }

  /**
   * @throws Publisher.Refused when there is none of that name
   */
  static EntryPoint named(String name) {
    for (EntryPoint entry : values()) {
      if (entry.name().toLowerCase(Locale.ROOT).equals(name)) {
        return entry;
      }
    }
    throw new Publisher.Refused("--entry is once or fn, not " + name);
  }

  /** Its module's folder in the tree. */
  String module() {
    return module;
  }

  /** Serial collection and the first compiler alone: what pays for short lives. */
  List<String> command() {
    return List.of(
        "java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        FOLDER + "/*",
        main);
  }
}
