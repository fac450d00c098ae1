package oo.tests.fn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import oo.contract.Json;
import oo.tests.fn.FnApps.App;
import oo.tests.fn.FnApps.Change;
import oo.tests.fn.FnApps.Fn;
import oo.tests.fn.FnApps.Refused;

/**
 * As much of Fn's CLI 0.6.63 as {@code create} uses: a script that sends its arguments to the
 * gateway, which answers here with the CLI's rules and output. What it does not know fails.
 */
final class FnCli {
  private final FnApps apps;
  private final Function<Fn, String> invoke;

  /** Every call, a line each. */
  final List<String> said = new ArrayList<>();

  FnCli(FnApps apps, Function<Fn, String> invoke) {
    this.apps = apps;
    this.invoke = invoke;
  }

  /** Puts the script {@code fn} into a folder for the path. */
  static void install(Path folder, String gateway) throws IOException {
    Path script = folder.resolve("fn");
    Files.writeString(
        script,
        """
        #!/bin/sh
        answer=$(printf '%%s\\0' "$@" | curl -sS --data-binary @- -w '%%{http_code}' %s/cli) || exit 1
        case $answer in
          *200) printf %%s "${answer%%200}" ;;
          *) echo "Error: ${answer%%[0-9][0-9][0-9]}" >&2; exit 1 ;;
        esac
        """
            .formatted(gateway));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Not executable: " + script);
    }
  }

  /**
   * What it prints.
   *
   * @throws Refused when it fails
   */
  synchronized String run(byte[] arguments) {
    var words = new ArrayList<>(List.of(new String(arguments, UTF_8).split("\0")));
    said.add(String.join(" ", words));
    var options = new LinkedHashMap<String, List<String>>();
    var plain = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith("--")) {
        options.computeIfAbsent(words.get(i), o -> new ArrayList<>()).add(words.get(++i));
      } else {
        plain.add(words.get(i));
      }
    }
    return run(plain, options);
  }

  private String run(List<String> words, Map<String, List<String>> options) {
    String command = words.get(0) + " " + words.get(1);
    switch (command) {
      case "inspect app" -> app(words.get(2));
      case "create app" -> apps.createApp(words.get(2));
      case "list functions" -> {
        return list(words.get(2));
      }
      case "inspect function" -> {
        return json(function(words.get(2), words.get(3)));
      }
      case "create function" ->
          apps.create(words.get(2), words.get(3), change(words.get(4), options));
      case "update function" -> {
        function(words.get(2), words.get(3));
        String image = options.getOrDefault("--image", List.of("")).getFirst();
        apps.update(words.get(2), words.get(3), change(image, options));
      }
      case "delete function" -> apps.delete(words.get(2), words.get(3));
      case "delete config" -> {
        function(words.get(3), words.get(4));
        apps.update(words.get(3), words.get(4), new Change("", 0, 0, 0, Map.of(words.get(5), "")));
      }
      default -> {
        if (words.getFirst().equals("invoke")) {
          return invoke.apply(function(words.get(1), words.get(2)));
        }
        throw new Refused("command not found: " + command);
      }
    }
    return "done\n";
  }

  private App app(String name) {
    return apps.app(name).orElseThrow(() -> new Refused("app " + name + " not found"));
  }

  private Fn function(String app, String name) {
    app(app);
    return apps.function(app, name)
        .orElseThrow(() -> new Refused("function " + name + " not found"));
  }

  private static Change change(String image, Map<String, List<String>> options) {
    if (!image.isEmpty() && image.replaceFirst(".*/", "").split(":").length != 2) {
      throw new Refused("image name must have a tag"); // and NAME:TAG@sha256:... has two
    }
    var config = new LinkedHashMap<String, String>();
    for (String pair : options.getOrDefault("--config", List.of())) {
      config.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
    }
    return new Change(
        image,
        number(options, "--memory"),
        number(options, "--timeout"),
        number(options, "--idle-timeout"),
        config);
  }

  private static int number(Map<String, List<String>> options, String name) {
    return Optional.ofNullable(options.get(name))
        .map(values -> Integer.parseInt(values.getFirst()))
        .orElse(0);
  }

  private String list(String app) {
    app(app);
    if (apps.functions(app).isEmpty()) {
      throw new Refused("no functions found for app: " + app);
    }
    var table = new StringBuilder("NAME\tIMAGE\tID\n");
    apps.functions(app)
        .forEach(fn -> table.append("%s\t%s\t%s\t\n".formatted(fn.name(), fn.image(), fn.id())));
    return table.toString();
  }

  private static String json(Fn fn) {
    var config = new ArrayList<String>();
    fn.config().forEach((key, value) -> config.add("\t\t" + text(key) + ": " + text(value)));
    return String.join(
            ",\n",
            "{\n\t\"annotations\": {\n\t\t\"fnproject.io/fn/invokeEndpoint\": \"http://fn/invoke/"
                + fn.id()
                + "\"\n\t}",
            "\t\"app_id\": \"app\"",
            "\t\"config\": {\n" + String.join(",\n", config) + "\n\t}",
            "\t\"created_at\": \"2026-11-27T00:00:00.000Z\"",
            "\t\"id\": " + text(fn.id()),
            "\t\"idle_timeout\": " + fn.idleTimeout(),
            "\t\"image\": " + text(fn.image()),
            "\t\"memory\": " + fn.memory(),
            "\t\"name\": " + text(fn.name()),
            "\t\"timeout\": " + fn.timeout(),
            "\t\"updated_at\": \"2026-11-27T00:00:00.000Z\"")
        + "\n}\n";
  }

  /** As Go writes JSON: safe within HTML. */
  private static String text(String value) {
    return Json.mapper()
        .writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
