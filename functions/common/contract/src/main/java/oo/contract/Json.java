package oo.contract;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON mappers of oO's formats: snake_case names, RFC 3339 times, nulls written. Nothing is
 * coerced: each value has the JSON type of its schema. Unknown and repeated properties, missing
 * primitives and trailing text are refused, so that a mistake is not lost silently.
 */
public final class Json {
  /** Arrays and objects within each other in what a caller sent. */
  public static final int MAX_DEPTH = 32;

  /** Characters of a number in what a caller sent. */
  public static final int MAX_NUMBER = 40;

  /** RFC 3339, 5.6, without leap seconds. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  /** RFC 9562, 4: eight, four, four, four and twelve hexadecimal digits of either case. */
  private static final Pattern ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final JsonMapper MAPPER = mapper(StreamReadConstraints.defaults());

  private static final JsonMapper REQUESTS =
      mapper(
          StreamReadConstraints.builder()
              .maxNestingDepth(MAX_DEPTH)
              .maxNumberLength(MAX_NUMBER)
              .build());

  private Json() {}

  /** Thread-safe and immutable. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** As {@link #mapper}, for what a caller sent: its depth and its numbers are bounded too. */
  public static JsonMapper requests() {
    return REQUESTS;
  }

  /** The id that a text is in canonical form; null when it is none. */
  public static @Nullable UUID id(String text) {
    return ID.matcher(text).matches() ? UUID.fromString(text) : null;
  }

  private static @Nullable Instant time(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (!TIME.matcher(upper).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(upper).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static JsonMapper mapper(StreamReadConstraints constraints) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .withCoercionConfigDefaults(
            from -> from.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Textual,
            from ->
                from.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .addModule(
            new SimpleModule("strict")
                .addDeserializer(UUID.class, new OfText<>(UUID.class, Json::id))
                .addDeserializer(Instant.class, new OfText<>(Instant.class, Json::time)))
        .build();
  }

  /** Reads a JSON string and nothing else: no number, no empty string, no array of one. */
  private static final class OfText<T> extends StdScalarDeserializer<T> {
    private final transient Function<String, @Nullable T> read;

    OfText(Class<T> type, Function<String, @Nullable T> read) {
      super(type);
      this.read = read;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser json, DeserializationContext context) {
      T value = json.hasToken(JsonToken.VALUE_STRING) ? read.apply(json.getString()) : null;
      return value != null ? value : (T) context.handleUnexpectedToken(getValueType(context), json);
    }
  }

  /** An optional flag: absent is not the same as null, which is refused. */
  static final class Flag extends StdScalarDeserializer<Boolean> {
    Flag() {
      super(Boolean.class);
    }

    @Override
    public Boolean deserialize(JsonParser json, DeserializationContext context) {
      return switch (json.currentToken()) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case null, default -> (Boolean) context.handleUnexpectedToken(getValueType(context), json);
      };
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      throw InvalidNullException.from(context, PropertyName.NO_NAME, getValueType(context));
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
