package oo.deploy.costs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The inputs, by name: those of {@code assumptions.properties}, unless overridden. */
record Assumptions(Map<String, String> values) {
  private static final Pattern TEXTS = Pattern.compile("price_date|price_region|source_.*");

  Assumptions {
    values = Map.copyOf(values);
  }

  /**
   * @param said {@code NAME=VALUE} each
   * @throws IllegalArgumentException when a name is unknown or a value no number
   */
  static Assumptions with(List<String> said) {
    var values = new TreeMap<>(standing());
    for (String each : said) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (equals < 0 || !values.containsKey(name)) {
        throw new IllegalArgumentException(
            "There is no assumption "
                + name
                + ". There are: "
                + String.join(", ", values.keySet()));
      }
      values.put(name, each.substring(equals + 1));
    }
    var assumptions = new Assumptions(values);
    values.keySet().stream()
        .filter(name -> !TEXTS.matcher(name).matches() && !assumptions.text(name).isEmpty())
        .forEach(assumptions::number);
    return assumptions;
  }

  double number(String name) {
    String value = text(name);
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number) && number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(name + " must be a number from 0 on, not " + value + ".");
  }

  /** The number, or what the templates say when it is empty. */
  double or(String name, double deployed) {
    return text(name).isEmpty() ? deployed : number(name);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("There is no assumption " + name + ".");
    }
    return value;
  }

  private static Map<String, String> standing() {
    try (InputStream file = Assumptions.class.getResourceAsStream("assumptions.properties")) {
      if (file == null) {
        throw new IllegalStateException("assumptions.properties is missing");
      }
      var properties = new Properties();
      properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      var values = new TreeMap<String, String>();
      properties
          .stringPropertyNames()
          .forEach(name -> values.put(name, properties.getProperty(name)));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
