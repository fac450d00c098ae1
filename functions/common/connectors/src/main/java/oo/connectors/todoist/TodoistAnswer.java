package oo.connectors.todoist;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderResponse;
import oo.connectors.http.RetryAfter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a response says, as far as it is Todoist's own. This is the one class that reads a status.
 *
 * <p>A document is believed when it is sent with 200 as JSON and has the documented shape; an error
 * when it is JSON with {@code error}, {@code error_code}, {@code error_tag} and an {@code
 * http_code} that equals the status. Everything else is {@link Unclear}, because a proxy may answer
 * after Todoist acted.
 */
sealed interface TodoistAnswer<T> {

  /** Todoist did it, and sent this. */
  record Said<T>(T document) implements TodoistAnswer<T> {}

  /** 401 in Todoist's words: it did nothing, because it does not accept the access token. */
  record Unauthorized<T>() implements TodoistAnswer<T> {}

  /** 404 in Todoist's words. */
  record Missing<T>() implements TodoistAnswer<T> {}

  /** 400 in Todoist's words: it did nothing, because it does not accept a parameter. */
  record Invalid<T>() implements TodoistAnswer<T> {}

  /** 403 in Todoist's words: it did nothing, and will not. */
  record Forbidden<T>() implements TodoistAnswer<T> {}

  /**
   * 429 in Todoist's words: it did nothing now.
   *
   * @param retryAfter null when it did not say
   */
  record Later<T>(@Nullable Duration retryAfter) implements TodoistAnswer<T> {}

  /** The document is larger than oO reads. */
  record TooLarge<T>() implements TodoistAnswer<T> {}

  /**
   * Todoist failed, or something else answered: whether Todoist did it is unknown.
   *
   * @param retryAfter as asked for; null when it was not
   */
  record Unclear<T>(@Nullable Duration retryAfter, String words) implements TodoistAnswer<T> {}

  String FOREIGN = "Todoist did not answer in words that oO understands.";

  /**
   * Closes the response, unless the document that was read from it holds it.
   *
   * @param reader empty for a document of another shape
   */
  static <T> TodoistAnswer<T> of(
      ProviderResponse response, Function<ProviderResponse, Optional<T>> reader) {
    TodoistAnswer<T> answer = null;
    try {
      answer = read(response, reader);
      return answer;
    } finally {
      if (!(answer instanceof Said)) {
        response.close();
      }
    }
  }

  private static <T> TodoistAnswer<T> read(
      ProviderResponse response, Function<ProviderResponse, Optional<T>> reader) {
    if (response.status() == 200) {
      if (response.isJson() && response.tooLarge()) {
        return new TooLarge<>();
      }
      return (response.isJson() ? reader.apply(response) : Optional.<T>empty())
          .<TodoistAnswer<T>>map(Said::new)
          .orElseGet(() -> new Unclear<>(response.retryAfter(), FOREIGN));
    }
    Duration wait = response.retryAfter();
    boolean own = response.document().filter(error -> code(error) == response.status()).isPresent();
    return own ? error(response.status(), wait) : new Unclear<>(wait, FOREIGN);
  }

  /**
   * What the status of one command in {@code sync_status} says: {@code "ok"}, or an error.
   *
   * @param status null when absent
   */
  static TodoistAnswer<String> ofCommand(@Nullable JsonNode status) {
    if (status == null) {
      return new Unclear<>(null, "Todoist did not say whether it did it.");
    }
    return status.isString() && "ok".equals(status.stringValue())
        ? new Said<>("ok")
        : error(code(status), RetryAfter.body(status));
  }

  private static <T> TodoistAnswer<T> error(int status, @Nullable Duration wait) {
    return switch (status) {
      case 400 -> new Invalid<>();
      case 401 -> new Unauthorized<>();
      case 403 -> new Forbidden<>();
      case 404 -> new Missing<>();
      case 429 -> new Later<>(wait);
      default -> new Unclear<>(wait, "Todoist failed.");
    };
  }

  /** The {@code http_code} of an error in Todoist's words; 0 when it is none. */
  private static int code(JsonNode error) {
    JsonNode status = error.path("http_code");
    return error.path("error").isString()
            && error.path("error_tag").isString()
            && error.path("error_code").isIntegralNumber()
            && status.isIntegralNumber()
            && status.canConvertToInt()
        ? status.intValue()
        : 0;
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
      case Said<T> said -> throw new IllegalStateException("Todoist did it");
      case Unauthorized<T> refused ->
          new ProviderFailure.Unauthorized("Todoist no longer lets oO in. Connect it again.");
      case Missing<T> refused -> refused();
      case Invalid<T> refused -> refused();
      case Forbidden<T> refused -> refused();
      case Later<T>(Duration wait) -> new ProviderFailure.Later("Todoist asks to wait.", wait);
      case TooLarge<T> large ->
          new ProviderFailure.TooLarge(
              "Todoist has more tasks than oO can read. Complete or delete some there.");
      case Unclear<T>(Duration wait, String words) ->
          wait == null
              ? new ProviderFailure.Down(words, true)
              : new ProviderFailure.Later(words, wait);
    };
  }

  private static ProviderFailure refused() {
    return new ProviderFailure.Refused("Todoist refuses what oO asked for.");
  }
}
