package oo.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A response, with any status, from the provider or from something between. Close it, or hand it to
 * what does: a long body is in a temporary file.
 */
public final class ProviderResponse implements AutoCloseable {
  /** A longer document is no error and no single object of a provider. */
  private static final int LONGEST_DOCUMENT = 4 << 20;

  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

  private final int status;
  private final boolean json;
  private final @Nullable Duration asked;
  private final Spool body;

  /**
   * @param contentType all of them, with commas between; empty when absent
   * @param contentEncoding in the same way
   */
  ProviderResponse(
      int status,
      String contentType,
      String contentEncoding,
      @Nullable Duration asked,
      Spool body) {
    this.status = status;
    this.json =
        (contentEncoding.isBlank() || contentEncoding.strip().equalsIgnoreCase("identity"))
            && isJson(contentType);
    this.asked = asked;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** Whether it says that it is JSON in UTF-8. */
  public boolean isJson() {
    return json;
  }

  /** Whether the body was longer than what was asked for; only its beginning was read. */
  public boolean tooLarge() {
    return body.tooLarge();
  }

  public boolean isEmpty() {
    return body.size() == 0;
  }

  /** The body from its beginning, each time. */
  public InputStream body() {
    return body.open();
  }

  /** The one JSON document that the body is; empty when it is anything else. */
  public Optional<JsonNode> document() {
    return document(LONGEST_DOCUMENT);
  }

  /**
   * The one JSON document that the body is; empty when it is anything else.
   *
   * @param longest in bytes, at most 4 MiB; a longer one is empty
   */
  public Optional<JsonNode> document(int longest) {
    if (!json || body.tooLarge() || body.size() > Math.min(longest, LONGEST_DOCUMENT)) {
      return Optional.empty();
    }
    try (InputStream in = body.open()) {
      return Fields.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The longer of what header and body of an error ask to wait, above zero and a day at most; null
   * when they ask for nothing.
   */
  public @Nullable Duration retryAfter() {
    return RetryAfter.longer(asked, RetryAfter.body(document().orElse(null)));
  }

  private static boolean isJson(String contentType) {
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
      if (parameter.startsWith("charset=") && !UTF_8.contains(parameter.substring(8))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    body.close();
  }

  /** Without the body, which must not be logged. */
  @Override
  public String toString() {
    return "ProviderResponse[" + status + "]";
  }
}
