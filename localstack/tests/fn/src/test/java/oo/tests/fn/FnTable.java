package oo.tests.fn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oo.template.Template;
import oo.template.Template.FunctionResource;
import oo.template.Template.QueueResource;
import oo.template.Template.Route;
import oo.tests.journey.Oo;

/** {@code infra/fn/functions.tsv}: a line a function, as a self-hoster makes them at Fn. */
record FnTable(List<Row> rows) {
  static final Path FILE = Oo.TREE.resolve("infra/fn/functions.tsv");

  // AWS's alone, or set by who makes the function.
  private static final Pattern LEFT_OUT =
      Pattern.compile("FUNCTION_NAME|JAVA_TOOL_OPTIONS|SETTINGS_VERSION|OBJECTS_ENDPOINT|AWS_.*");

  /**
   * @param route method and path; {@code -} for none
   * @param settings names, each with its default behind an equals sign when it has one
   */
  record Row(String name, String module, String timeout, String route, List<String> settings) {

    @Override
    public String toString() {
      return String.join("\t", name, module, timeout, route, String.join(" ", settings));
    }

    /** Its configuration, of what there is. */
    Map<String, String> config(Map<String, String> given) {
      var config = new HashMap<String, String>();
      config.put("FUNCTION_NAME", name);
      if (!route.equals("-")) {
        config.put("ROUTE", route);
      }
      for (String setting : settings) {
        String[] sides = setting.split("=", 2);
        String own = given.getOrDefault(sides[0], "");
        if (!own.isBlank()) {
          config.put(sides[0], own);
        } else if (sides.length == 2) {
          config.put(sides[0], sides[1]);
        }
      }
      return config;
    }
  }

  static FnTable read() {
    try {
      return new FnTable(
          Files.readAllLines(FILE).stream().map(line -> row(line.split("\t"))).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String[] cells) {
    return new Row(cells[0], cells[1], cells[2], cells[3], List.of(cells[4].split(" ")));
  }

  /** What the template says that it must be. */
  static FnTable of(Template template) {
    return new FnTable(template.functions().stream().map(f -> row(template, f)).toList());
  }

  private static Row row(Template template, FunctionResource function) {
    var queues = template.queues().stream().map(QueueResource::id).collect(Collectors.toSet());
    var settings = new TreeSet<String>();
    function
        .environment()
        .forEach((name, value) -> {
          if (LEFT_OUT.matcher(name).matches()) {
            return;
          }
          if (name.equals("EXPORT_BUCKET")) {
            settings.add("OBJECTS_KEY");
          } else if (name.equals("SITE_ORIGIN") || value.isBlank()) {
            settings.add(name);
          } else if (queues.contains(value) || !name.endsWith("_QUEUE")) {
            settings.add(name + "=" + value);
          }
        });
    return new Row(
        function.name(),
        function.module(),
        String.valueOf(function.timeout().toSeconds()),
        function.trigger() instanceof Route route ? route.method() + " " + route.path() : "-",
        List.copyOf(settings));
  }

  Row row(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }
}
