package oo.host.limits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.contract.Json;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The numbers: {@code limits.json}, with what {@code LIMITS} changes of it. Each function is in one
 * class of routes; a class has a budget for each user, for each address, or for all callers.
 */
final class Limits {
  private static final String SETTING = "LIMITS";
  private static final Pattern CHANGE =
      Pattern.compile(
          "(?<name>[a-z_]+)\\.(?<scope>user|day|address|all)="
              + "(?<calls>[1-9]\\d{0,8})/(?<seconds>[1-9]\\d{0,8})/(?<burst>[1-9]\\d{0,8})");

  /**
   * A class of routes.
   *
   * @param why these numbers
   * @param user the calls of one user who has a valid access token
   * @param day the same, for a longer time
   * @param address the calls from one address, without such a token
   * @param all the calls of all callers
   * @param alone true when each instance counts by itself, without the database
   */
  record RouteClass(
      String why,
      List<String> functions,
      @Nullable Budget user,
      @Nullable Budget day,
      @Nullable Budget address,
      @Nullable Budget all,
      @Nullable Boolean alone) {
    RouteClass {
      Objects.requireNonNull(why, "why");
      functions = List.copyOf(functions);
    }

    private RouteClass with(String scope, Budget budget) {
      return new RouteClass(
          why,
          functions,
          scope.equals("user") ? budget : user,
          scope.equals("day") ? budget : day,
          scope.equals("address") ? budget : address,
          scope.equals("all") ? budget : all,
          alone);
    }
  }

  private final Map<String, RouteClass> classes;
  private final Map<String, String> classOf = new HashMap<>();

  private Limits(Map<String, RouteClass> classes) {
    this.classes = classes;
    classes.forEach((name, routes) -> {
      for (String function : routes.functions()) {
        if (classOf.put(function, name) != null) {
          throw new IllegalStateException(function + " is in two classes of limits.json");
        }
      }
    });
  }

  /**
   * By {@code LIMITS}: {@code off}, or changes as {@code CLASS.SCOPE=CALLS/SECONDS/BURST},
   * comma-separated.
   *
   * @return empty when the limits are off
   * @throws MissingSetting when the setting is malformed
   */
  static Optional<Limits> from(Settings settings) {
    String changes = settings.optional(SETTING).orElse("").strip();
    if (changes.equals("off")) {
      return Optional.empty();
    }
    var classes = new TreeMap<>(read());
    for (String change : changes.isEmpty() ? new String[0] : changes.split(",", -1)) {
      Matcher matcher = CHANGE.matcher(change.strip());
      if (!matcher.matches() || !classes.containsKey(matcher.group("name"))) {
        throw new MissingSetting(
            SETTING,
            "must be off, or CLASS.user|day|address|all=CALLS/SECONDS/BURST, comma-separated; the"
                + " classes are "
                + classes.keySet());
      }
      var budget =
          new Budget(
              number(matcher, "calls"), number(matcher, "seconds"), number(matcher, "burst"));
      classes.computeIfPresent(
          matcher.group("name"), (name, routes) -> routes.with(matcher.group("scope"), budget));
    }
    return Optional.of(new Limits(classes));
  }

  private static int number(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static Map<String, RouteClass> read() {
    try (InputStream in = Limits.class.getResourceAsStream("limits.json")) {
      return Json.mapper()
          .readValue(
              Objects.requireNonNull(in, "limits.json"),
              new TypeReference<Map<String, RouteClass>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a function's class; {@code other} when none names the function. */
  String classOf(String function) {
    return classOf.getOrDefault(function, "other");
  }

  RouteClass named(String name) {
    return Objects.requireNonNull(classes.get(name), name);
  }
}
