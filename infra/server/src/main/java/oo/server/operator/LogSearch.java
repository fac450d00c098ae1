package oo.server.operator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Finds what oO's log says of a reference, and makes it readable. Other lines of the input are
 * never shown, whatever they hold.
 */
final class LogSearch {
  /** How to search a log that is no file; its argument is the reference. */
  static final String ELSEWHERE =
      "docker compose logs --no-log-prefix server | docker compose exec -T server oo trace %1$s -, or without Docker"
          + " journalctl -o cat -u oo-server | sudo oo trace %1$s -";

  /** Fields with words of oO. Of other fields only numbers are shown. */
  private static final Set<String> WORDS =
      Set.of(
          InvocationLog.REASON,
          "abandoned",
          "blocked",
          "broker",
          "code",
          "delivery",
          "discovery_kept",
          "event",
          "hint",
          "level",
          "limit",
          "mail",
          "message",
          "page",
          "request",
          "stack",
          "tap",
          "thrown",
          "tip",
          "undigested",
          "unmeasured",
          "user",
          "violation");

  private static final Set<String> HEAD =
      Set.of("at", "operation", "outcome", "trace", "ms", InvocationLog.FAILED);

  /** What a log must not hold: tokens, cookies and addresses. */
  private static final Pattern SECRET =
      Pattern.compile(
          "eyJ[\\w-]{8,}|__Host-\\S*|(?i:bearer) \\S+|[\\w+/-]{48,}=*|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z]{2,}");

  private static final int LONGEST = 500;

  private final List<Path> files;
  private final InputStream in;

  /**
   * @param files rotated ones are read too; {@code -} is {@code in}
   */
  LogSearch(List<Path> files, InputStream in) {
    this.files = files;
    this.in = in;
  }

  /** The files of {@code LOG_FILE}; empty where the log is no file. */
  static Optional<LogSearch> ofSettings(CommandContext context) {
    return context
        .settings()
        .optional("LOG_FILE")
        .map(Path::of)
        .filter(file -> Files.exists(file))
        .map(file -> new LogSearch(List.of(file), context.in()));
  }

  private record Line(String at, String text) {}

  /**
   * The lines whose trace or request it is, the first first.
   *
   * @throws CommandRefused when a file cannot be read
   */
  List<String> lines(String reference) {
    var found = new LinkedHashSet<Line>();
    for (Path file : files) {
      if (file.equals(Path.of("-"))) {
        scan(in, reference, found);
        continue;
      }
      for (Path part : withRotated(file)) {
        try (InputStream raw = Files.newInputStream(part)) {
          scan(part.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw, reference, found);
        } catch (NoSuchFileException e) {
          // It was rotated meanwhile, and is read under its next name.
        } catch (IOException | UncheckedIOException e) {
          throw new CommandRefused(part + " cannot be read.");
        }
      }
    }
    return found.stream().sorted(Comparator.comparing(Line::at)).map(Line::text).toList();
  }

  private static List<Path> withRotated(Path file) {
    if (!Files.isReadable(file)) {
      throw new CommandRefused(file + " cannot be read.");
    }
    String name = String.valueOf(file.getFileName());
    Path folder = file.toAbsolutePath().resolveSibling("");
    try (Stream<Path> all = Files.list(folder)) {
      var parts =
          new ArrayList<>(
              all.filter(part ->
                      String.valueOf(part.getFileName())
                          .matches(Pattern.quote(name) + "[.-][0-9]+(\\.gz)?"))
                  .toList());
      parts.add(file);
      return parts;
    } catch (IOException e) {
      return List.of(file);
    }
  }

  private static void scan(InputStream in, String reference, Set<Line> found) {
    try {
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.contains(reference)) {
          parsed(line.substring(Math.max(0, line.indexOf('{'))))
              .filter(node -> isAbout(node, reference))
              .ifPresent(node -> found.add(readable(node)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line of oO; empty for any other, also one that only quotes JSON. */
  private static Optional<JsonNode> parsed(String json) {
    try {
      JsonNode node = Json.mapper().readTree(json);
      return Optional.of(node)
          .filter(line -> line.path("at").isString() && line.path("operation").isString());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static boolean isAbout(JsonNode line, String reference) {
    return Stream.of("trace", "request")
        .anyMatch(field -> line.path(field).asString("").equals(reference));
  }

  private static Line readable(JsonNode line) {
    var text = new StringBuilder();
    text.append(safe(line.path("at").asString()))
        .append(' ')
        .append(safe(line.path("operation").asString()))
        .append(' ')
        .append(safe(line.path("outcome").asString("")));
    if (line.path("ms").isNumber()) {
      text.append(" in ").append(line.path("ms").asString()).append(" ms");
    }
    for (Map.Entry<String, JsonNode> field : line.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (!HEAD.contains(name)
          && (value.isNumber()
              || value.isBoolean()
              || (value.isString() && WORDS.contains(name)))) {
        text.append("; ").append(safe(name)).append(' ').append(safe(value.asString()));
      }
    }
    return new Line(line.path("at").asString(), text.toString());
  }

  private static String safe(String value) {
    String printable = Listing.printable(SECRET.matcher(value).replaceAll("(withheld)"));
    return printable.length() > LONGEST ? printable.substring(0, LONGEST) + "..." : printable;
  }
}
