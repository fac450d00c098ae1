package oo.connectors.pebble;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import oo.connectors.ProviderFailure;
import oo.connectors.http.Fields;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a response says, as far as it is Pebble's own: a document with 200, or an error whose {@code
 * status} is the response's. Everything else is {@link Unclear}, because a proxy may answer after
 * Pebble acted. No other class reads a status.
 */
sealed interface PebbleAnswer<T> {

  record Said<T>(T document) implements PebbleAnswer<T> {}

  /** 401 in Pebble's words. */
  record Unauthorized<T>() implements PebbleAnswer<T> {}

  /** 404 in Pebble's words. */
  record Missing<T>() implements PebbleAnswer<T> {}

  /** 429 in Pebble's words: it did nothing now. */
  record Later<T>(@Nullable Duration retryAfter) implements PebbleAnswer<T> {}

  /** Whether Pebble did it is unknown. */
  record Unclear<T>(@Nullable Duration retryAfter, String words) implements PebbleAnswer<T> {}

  /**
   * @param reader empty for a document of another shape
   */
  static <T> PebbleAnswer<T> of(ProviderResponse response, Function<Fields, Optional<T>> reader) {
    try (response) {
      Optional<Fields> document = response.document().flatMap(Fields::of);
      if (response.status() == 200) {
        return document
            .flatMap(reader)
            .<PebbleAnswer<T>>map(Said::new)
            .orElseGet(() -> foreign(response));
      }
      boolean own =
          document
              .filter(error -> error.get("error").isString())
              .map(error -> error.integer("status"))
              .filter(status -> status == response.status())
              .isPresent();
      return own ? error(response) : foreign(response);
    }
  }

  private static <T> PebbleAnswer<T> error(ProviderResponse response) {
    return switch (response.status()) {
      case 401 -> new Unauthorized<>();
      case 404 -> new Missing<>();
      case 429 -> new Later<>(response.retryAfter());
      default -> new Unclear<>(response.retryAfter(), "Pebble failed.");
    };
  }

  private static <T> PebbleAnswer<T> foreign(ProviderResponse response) {
    return new Unclear<>(
        response.retryAfter(), "Pebble did not answer in words that oO understands.");
  }

  /** The document; throws what any other answer means. */
  default T orThrow() {
    if (this instanceof Said<T>(T document)) {
      return document;
    }
    throw failure();
  }

  /** What an answer without a document means for the call. */
  default ProviderFailure failure() {
    return switch (this) {
      case Said<T> said -> throw new IllegalStateException("Pebble did it");
      case Unauthorized<T> refused ->
          new ProviderFailure.Unauthorized("Pebble no longer lets oO in. Connect it again.");
      case Missing<T> missing -> new ProviderFailure.Refused("Pebble no longer has this.");
      case Later<T>(Duration retryAfter) ->
          new ProviderFailure.Later("Pebble asks to wait.", retryAfter);
      case Unclear<T>(Duration retryAfter, String words) ->
          retryAfter == null
              ? new ProviderFailure.Down(words, true)
              : new ProviderFailure.Later(words, retryAfter);
    };
  }
}
