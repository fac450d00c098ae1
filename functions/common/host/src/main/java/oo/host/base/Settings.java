package oo.host.base;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A function's environment variables. It records which names were read, for a test that compares
 * them with the template.
 */
public final class Settings {
  private final Map<String, String> values;
  private final Set<String> asked = Collections.synchronizedSet(new TreeSet<>());

  public Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * The value. An empty value counts as absent.
   *
   * @param expected what the value is and how to make one, for the operator
   * @throws MissingSetting when it is absent
   */
  public String required(String name, String expected) {
    return optional(name).orElseThrow(() -> new MissingSetting(name, "is missing. " + expected));
  }

  public Optional<String> optional(String name) {
    asked.add(name);
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The address of a queue.
   *
   * @param reader the function behind the queue, for the operator
   * @throws MissingSetting when it is absent
   */
  public String queue(String name, String reader) {
    return required(name, "It is the address of the queue of " + reader + ".");
  }

  /** The origin of the site, without a slash at its end, e.g. {@code https://oo.example}. */
  public SiteOrigin siteOrigin() {
    return SiteOrigin.parse(
        required(
            "SITE_ORIGIN", "Set it to the origin that people open, such as https://example.org"));
  }

  /** The names that were read so far. */
  public Set<String> asked() {
    return new TreeSet<>(asked);
  }
}
