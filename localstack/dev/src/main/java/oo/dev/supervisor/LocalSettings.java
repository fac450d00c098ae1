package oo.dev.supervisor;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.server.settings.EnvFile;
import oo.server.settings.KeysFile;
import oo.server.settings.ServerSettings;

/**
 * The environment of the server. The environment overrides {@code .env}, which overrides the values
 * that this run makes.
 */
final class LocalSettings {
  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final Map<String, String> made = new LinkedHashMap<>();

  LocalSettings(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /** With the keys of {@code .oo/keys.env}, which the first start makes. */
  static LocalSettings of(Tree tree, Map<String, String> environment) {
    var settings = new LocalSettings(environment, EnvFile.read(tree.configured()));
    settings.make(
        KeysFile.of(tree.keys(), Map.of(), () -> Files.exists(tree.state().resolve("postgres"))));
    settings.make(Map.of("SITE_ORIGIN", "http://localhost:" + settings.port()));
    return settings;
  }

  /** The value of the environment or of {@code .env}. */
  Optional<String> configured(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .or(() -> Optional.ofNullable(file.get(name)));
  }

  String value(String name) {
    return configured(name).orElseGet(() -> made.getOrDefault(name, ""));
  }

  /** Adds defaults; a configured value overrides them. */
  void make(Map<String, String> values) {
    made.putAll(values);
  }

  /**
   * @throws oo.host.base.MissingSetting when OO_PORT is not a port
   */
  int port() {
    return ServerSettings.port(configured("OO_PORT"), 1);
  }

  /** Loopback, and the addresses where containers find the database and the stand-ins. */
  List<String> listening() {
    return Stream.concat(
            Stream.of("127.0.0.1"), Stream.of(value("OO_LISTEN").split(",", -1)).map(String::strip))
        .filter(address -> !address.isEmpty())
        .distinct()
        .toList();
  }

  String site() {
    return origin().value();
  }

  boolean loopback() {
    return origin().loopback();
  }

  private SiteOrigin origin() {
    return new Settings(Map.of("SITE_ORIGIN", value("SITE_ORIGIN"))).siteOrigin();
  }

  /** The same defaults, with what {@code .env} has now. */
  LocalSettings reread(Tree tree) {
    var settings = new LocalSettings(environment, EnvFile.read(tree.configured()));
    settings.make(made);
    return settings;
  }

  /** The environment of a child process. */
  Map<String, String> whole() {
    var whole = new LinkedHashMap<>(made);
    whole.putAll(file);
    environment.forEach((name, value) -> {
      if (!value.isBlank() || !whole.containsKey(name)) {
        whole.put(name, value);
      }
    });
    return whole;
  }
}
