package oo.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Splits one JSON object of any length into its members, and the arrays among them that are named
 * into their elements. It holds one part in memory. It follows strings and brackets only: each part
 * is parsed alone, so that a part that cannot be parsed does not stop the others.
 */
public final class JsonParts {
  /** In bytes; a longer part is not held. */
  public static final int LONGEST = 256 << 10;

  private static final int LONGEST_NAME = 100;

  private static final int MOST_MEMBERS = 1_000;

  /** The object is not complete, has a name twice, has too many members, or is no object. */
  public static final class Malformed extends RuntimeException {
    Malformed() {
      super("no whole JSON object", null, false, false);
    }
  }

  /**
   * A member's value, or one element of a split array.
   *
   * @param json null when it is longer than {@link #LONGEST}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(String member, boolean element, byte @Nullable [] json) {

    /** Empty when it cannot be parsed, or is too long. */
    public Optional<JsonNode> value() {
      return json == null ? Optional.empty() : Fields.parse(json);
    }

    /** Empty unless it is a JSON object, and not too long. */
    public Optional<Fields> fields() {
      return json == null ? Optional.empty() : Fields.of(json);
    }

    /** Without the value, which must not be logged. */
    @Override
    public String toString() {
      return "Part[" + member + "]";
    }
  }

  private final InputStream in;
  private final Set<String> split;
  private final Set<String> arrays = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private final byte[] buffer = new byte[64 << 10];
  private int next;
  private int end;

  private byte[] part = new byte[1 << 10];
  private int length;

  private boolean begun;
  private boolean ended;
  private boolean first = true;
  private @Nullable String array;

  /**
   * @param split the members whose arrays are split
   */
  public JsonParts(InputStream in, Set<String> split) {
    this.in = in;
    this.split = split;
  }

  /**
   * The next part; null after the last, when nothing follows the object.
   *
   * @throws Malformed when the object is not complete
   */
  public @Nullable Part next() {
    if (!begun) {
      require(token() == '{');
      begun = true;
    }
    Part found = null;
    while (found == null && !ended) {
      found = array == null ? member() : element(array);
    }
    return found;
  }

  /** Whether this member was an array to split, so far. */
  public boolean wasArray(String member) {
    return arrays.contains(member);
  }

  /** Null after the last member, and before the first element of an array. */
  private @Nullable Part member() {
    int c = token();
    if (!first && c == ',') {
      c = token();
      require(c != '}');
    } else if (c != '}') {
      require(first);
    }
    first = false;
    if (c == '}') {
      ended = true;
      require(token() < 0);
      return null;
    }
    require(c == '"');
    String name = name();
    require(name.isEmpty() || members.add(name) && members.size() <= MOST_MEMBERS);
    require(token() == ':');
    c = token();
    if (c == '[' && split.contains(name)) {
      array = name;
      arrays.add(name);
      first = true;
      return null;
    }
    return part(name, false, c);
  }

  /** Null after the last element. */
  private @Nullable Part element(String name) {
    int c = token();
    if (!first && c == ',') {
      c = token();
      require(c != ']');
    } else if (c != ']') {
      require(first);
    }
    first = false;
    if (c == ']') {
      array = null;
      return null;
    }
    return part(name, true, c);
  }

  private Part part(String name, boolean element, int begin) {
    length = 0;
    keep(begin);
    switch (begin) {
      case '"' -> string();
      case '{', '[' -> nested();
      default -> literal(begin);
    }
    return new Part(name, element, length > LONGEST ? null : Arrays.copyOf(part, length));
  }

  private String name() {
    length = 0;
    string();
    return length > LONGEST_NAME ? "" : new String(part, 0, length - 1, StandardCharsets.UTF_8);
  }

  /** To the end of a string that has begun. */
  private void string() {
    for (int c = read(); c != '"'; c = read()) {
      keep(c);
      if (c == '\\') {
        keep(read());
      }
    }
    keep('"');
  }

  private void nested() {
    for (long depth = 1; depth > 0; ) {
      int c = read();
      keep(c);
      switch (c) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> string();
        default -> {}
      }
    }
  }

  private void literal(int begin) {
    require(begin > ' ' && begin != ',' && begin != ':' && begin != '}' && begin != ']');
    while (true) {
      int c = peek();
      if (c <= ' ' || c == ',' || c == '}' || c == ']') {
        return;
      }
      keep(read());
    }
  }

  private void keep(int c) {
    if (length > LONGEST) {
      return;
    }
    if (length == part.length) {
      part = Arrays.copyOf(part, Math.min(2 * part.length, LONGEST + 1));
    }
    part[length++] = (byte) c;
  }

  /** The next byte that is no white space; -1 at the end. */
  private int token() {
    int c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      next++;
      c = peek();
    }
    next++;
    return c;
  }

  /** The next byte, which must be there. */
  private int read() {
    int c = peek();
    require(c >= 0);
    next++;
    return c;
  }

  private int peek() {
    if (next >= end) {
      try {
        end = Math.max(0, in.read(buffer, 0, buffer.length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      next = 0;
      if (end == 0) {
        return -1;
      }
    }
    return buffer[next] & 0xff;
  }

  private static void require(boolean good) {
    if (!good) {
      throw new Malformed();
    }
  }
}
