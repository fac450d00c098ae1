package oo.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code NAME=VALUE} lines. A value is the rest of its line, without the quotes around it. Blank
 * lines, lines that begin with #, and names without a value are skipped.
 */
public final class EnvFile {
  private EnvFile() {}

  /** Empty when there is no file. */
  public static Map<String, String> read(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return parse(Files.readAllLines(file));
    } catch (CharacterCodingException e) {
      throw new UncheckedIOException(file + " is no text: correct it, or move it away.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: correct it, or move it away.", e);
    }
  }

  static Map<String, String> parse(List<String> lines) {
    var values = new LinkedHashMap<String, String>();
    for (String line : lines) {
      String text = line.strip().replaceFirst("^export\\s+", "");
      int equals = text.indexOf('=');
      if (text.startsWith("#") || equals < 1) {
        continue;
      }
      String value = unquoted(text.substring(equals + 1).strip());
      if (!value.isBlank()) {
        values.put(text.substring(0, equals).strip(), value);
      }
    }
    return values;
  }

  private static String unquoted(String value) {
    for (String quote : List.of("\"", "'")) {
      if (value.length() > 1 && value.startsWith(quote) && value.endsWith(quote)) {
        return value.substring(1, value.length() - 1);
      }
    }
    return value;
  }

  /** Writes the whole file or nothing; only the owner can read it. */
  public static void write(Path file, String heading, Map<String, String> values) {
    var lines = new ArrayList<String>();
    lines.add("# " + heading);
    values.forEach((name, value) -> lines.add(name + "=" + value));
    PrivateFile.write(file, String.join("\n", lines) + "\n");
  }
}
