package oo.host.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.contract.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * A request's body as a wire record: well-formed UTF-8 (RFC 8259, 8.1), then JSON of the record's
 * schema. What is refused says the field and what it must be, and repeats nothing of the body.
 */
final class JsonBody {
  private static final int MAX_BYTES = 64 * 1024;

  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*([!-:<-~]+)\\s*(;\\s*charset\\s*=\\s*(utf-8|\"utf-8\")\\s*)?",
          Pattern.CASE_INSENSITIVE);

  private JsonBody() {}

  /**
   * @throws Refused 415 when the headers promise another form; 413 above 64 KiB; 400 when it is not
   *     of that type
   */
  static <T> T read(
      byte[] body, Map<String, List<String>> headers, String mediaType, Class<T> type) {
    List<String> types = headers.getOrDefault("Content-Type", List.of());
    Matcher sent = TYPE.matcher(types.size() == 1 ? types.getFirst() : "");
    if (!sent.matches() || !sent.group(1).equalsIgnoreCase(mediaType)) {
      throw new Refused(415, "not_json", "Send the body as " + mediaType + ".");
    }
    if (!headers.getOrDefault("Content-Encoding", List.of()).stream()
        .allMatch("identity"::equalsIgnoreCase)) {
      throw new Refused(415, "encoded", "Send the body without a content encoding.");
    }
    if (body.length > MAX_BYTES) {
      throw new Refused(413, "too_large", "A JSON body may have 64 KB at most.");
    }
    String text = text(body);
    try {
      T value = Json.requests().readValue(text, type);
      if (value == null) {
        throw malformed("The body must be a JSON object.");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw malformed("Unknown property in " + where(e, 1) + ". It may have " + known(e) + ".");
    } catch (MismatchedInputException e) {
      throw malformed(
          e.getPath().isEmpty()
              ? "The body must be a JSON object."
              : where(e, 0) + " must be " + expected(e.getTargetType()) + ".");
    } catch (StreamConstraintsException e) {
      throw malformed(
          "The body is nested more than "
              + Json.MAX_DEPTH
              + " levels deep, or has a number of more than "
              + Json.MAX_NUMBER
              + " characters.");
    } catch (JacksonException e) {
      throw malformed("The body is not well-formed JSON, or has a name twice.");
    }
  }

  private static Refused malformed(String detail) {
    return Refused.badRequest("bad_body", detail);
  }

  private static String text(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("The body is not well-formed UTF-8.");
    }
    if (text.startsWith("\uFEFF")) {
      throw malformed("The body must not begin with a byte order mark.");
    }
    if (hasHalfPair(text)) {
      throw malformed("The body escapes half of a surrogate pair.");
    }
    return text;
  }

  /** Whether an escape is half of a surrogate pair. Text that was decoded has whole pairs only. */
  private static boolean hasHalfPair(String text) {
    boolean high = false;
    for (int i = text.indexOf('\\'); i >= 0 && i < text.length(); ) {
      boolean escape = text.charAt(i) == '\\';
      boolean unicode = escape && text.startsWith("u", i + 1) && i + 6 <= text.length();
      char c = unicode ? unit(text, i + 2) : ' ';
      if (high != Character.isLowSurrogate(c)) {
        return true;
      }
      high = Character.isHighSurrogate(c);
      i += unicode ? 6 : escape ? 2 : 1;
    }
    return high;
  }

  /** The UTF-16 unit of four hexadecimal digits; a space when they are none. */
  private static char unit(String text, int at) {
    try {
      return (char) Integer.parseUnsignedInt(text, at, at + 4, 16);
    } catch (NumberFormatException e) {
      return ' ';
    }
  }

  /** The schema's names and indexes on the way to a value, without the last {@code but}. */
  private static String where(JacksonException e, int but) {
    var where = new StringBuilder("$");
    for (JacksonException.Reference step : e.getPath().subList(0, e.getPath().size() - but)) {
      where.append(
          step.getPropertyName() == null
              ? "[" + step.getIndex() + "]"
              : "." + step.getPropertyName());
    }
    return where.toString();
  }

  private static String known(UnrecognizedPropertyException e) {
    var names = new TreeSet<String>();
    e.getKnownPropertyIds().forEach(name -> names.add(String.valueOf(name)));
    return String.join(", ", names);
  }

  private static String expected(Class<?> type) {
    if (type == UUID.class) {
      return "a UUID, as 8-4-4-4-12 hexadecimal digits";
    }
    if (type == Instant.class) {
      return "an RFC 3339 time such as 2026-01-31T12:00:00Z";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }
}
