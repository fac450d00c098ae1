package oo.images;

import java.util.List;

/**
 * What an image starts. The one place that decides it: today the entry that needs no platform,
 * which calls the function that {@code FUNCTION_NAME} names once, by an event on the standard
 * input. A platform's own entry is on the class path when its jar is, and is started in its place.
 */
final class EntryPoint {
  static final String FOLDER = "/oo/lib";
  private static final String MAIN = "oo.host.once.OnceCommand";

  private EntryPoint() {}

  /** Serial collection and the first compiler alone: what pays for short lives. */
  static List<String> command() {
    return List.of(
        "java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        FOLDER + "/*",
        MAIN);
  }
}
