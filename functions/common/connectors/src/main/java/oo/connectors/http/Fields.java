package oo.connectors.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of one JSON object of a provider, which may hold anything. This is the one place where
 * a provider's text is cleaned and cut: NUL and unpaired surrogates, which PostgreSQL cannot store,
 * are removed, and no text is longer than its limit.
 *
 * <p>A field that can be dropped is null when it has another type. A field that oO cannot do
 * without makes the object {@link Unreadable}; its methods say so.
 */
public final class Fields {
  /** In UTF-16 units. */
  private static final int LONGEST_ID = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Of two members of one name, another reader may take the other one.
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          // A tree is many times larger than its text.
                          .maxTokenCount(20_000)
                          .maxStringLength(4 << 20)
                          .maxNumberLength(1_000)
                          .maxNameLength(1_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The object cannot be read; the message names the field and has no text of the provider. */
  public static final class Unreadable extends RuntimeException {
    Unreadable(String field) {
      super(field + " cannot be read", null, false, false);
    }
  }

  private final ObjectNode object;

  private Fields(ObjectNode object) {
    this.object = object;
  }

  /**
   * One JSON document in UTF-8, without a byte order mark and without a name twice in an object;
   * empty for anything else.
   */
  static Optional<JsonNode> parse(byte[] json) {
    // Jackson would guess another encoding from these.
    if ((json.length > 0 && json[0] < 0) || contains(json, (byte) 0, 4)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(MAPPER.readTree(json)).filter(node -> !node.isMissingNode());
    } catch (JacksonException e) {
      // Truncated or foreign; its text must not be logged.
      return Optional.empty();
    }
  }

  private static boolean contains(byte[] bytes, byte wanted, int first) {
    for (int i = 0; i < Math.min(first, bytes.length); i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Empty unless the document is an object. */
  public static Optional<Fields> of(byte[] json) {
    return parse(json).flatMap(Fields::of);
  }

  /** Empty unless the document is an object. */
  public static Optional<Fields> of(JsonNode document) {
    return document instanceof ObjectNode object
        ? Optional.of(new Fields(object))
        : Optional.empty();
  }

  /** Whether it has the field, null or not. */
  public boolean has(String field) {
    return object.has(field);
  }

  public boolean isEmpty() {
    return object.isEmpty();
  }

  /** The value as it is; a missing node when absent. */
  public JsonNode get(String field) {
    return object.path(field);
  }

  /**
   * An id: opaque, not blank, at most 100 characters. Null when absent or null.
   *
   * @throws Unreadable when it is anything else: a changed id would name another object
   */
  public @Nullable String id(String field) {
    String id = needed(field, LONGEST_ID + 1);
    if (id == null) {
      return null;
    }
    if (id.isBlank() || id.length() > LONGEST_ID || !id.equals(object.path(field).stringValue())) {
      throw new Unreadable(field);
    }
    return id;
  }

  /**
   * A text, null when absent or null.
   *
   * @param longest in characters (code points)
   * @throws Unreadable when it has another type
   */
  public @Nullable String needed(String field, int longest) {
    JsonNode value = object.path(field);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isString()) {
      throw new Unreadable(field);
    }
    return clean(value.stringValue(), longest);
  }

  /**
   * A text that can be dropped.
   *
   * @param longest in characters (code points)
   */
  public @Nullable String text(String field, int longest) {
    JsonNode value = object.path(field);
    return value.isString() ? clean(value.stringValue(), longest) : null;
  }

  /** The texts of an array; what is no text is dropped, and all above {@code most}. */
  public List<String> texts(String field, int most, int longest) {
    var texts = new ArrayList<String>();
    for (JsonNode value : object.path(field).values()) {
      if (value.isString() && texts.size() < most) {
        texts.add(clean(value.stringValue(), longest));
      }
    }
    return texts;
  }

  /** An int that can be dropped. */
  public @Nullable Integer integer(String field) {
    JsonNode value = object.path(field);
    return value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : null;
  }

  /**
   * False when absent or null.
   *
   * @throws Unreadable when it has another type
   */
  public boolean flag(String field) {
    JsonNode value = object.path(field);
    if (isAbsent(value)) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new Unreadable(field);
    }
    return value.booleanValue();
  }

  /**
   * An object, null when absent or null.
   *
   * @throws Unreadable when it has another type
   */
  public @Nullable Fields neededObject(String field) {
    JsonNode value = object.path(field);
    if (isAbsent(value)) {
      return null;
    }
    return of(value).orElseThrow(() -> new Unreadable(field));
  }

  /** An object that can be dropped. */
  public @Nullable Fields object(String field) {
    return of(object.path(field)).orElse(null);
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static String clean(String text, int longest) {
    int kept = 0;
    for (int i = 0; i < text.length() && kept <= longest; kept++) {
      int c = text.codePointAt(i);
      if (c == 0 || kept == longest || isSurrogate(c)) {
        return cleaned(text, longest);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static String cleaned(String text, int longest) {
    return text.codePoints()
        .filter(c -> c != 0 && !isSurrogate(c))
        .limit(longest)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Without the values, which must not be logged. */
  @Override
  public String toString() {
    return "Fields" + object.propertyNames();
  }
}
