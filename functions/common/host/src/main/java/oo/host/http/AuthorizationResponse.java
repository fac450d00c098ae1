package oo.host.http;

import java.util.List;
import java.util.Optional;
import oo.host.base.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * A provider's authorization response, brought by the browser (RFC 6749, 4.1.2; RFC 9207). Its
 * state was checked before.
 */
public sealed interface AuthorizationResponse {
  /** In characters; real ones are far shorter. */
  int LONGEST = 4096;

  /**
   * @param iss null when absent
   */
  record Code(String code, @Nullable String iss) implements AuthorizationResponse {
    /** Without the code. */
    @Override
    public String toString() {
      return "Code[...]";
    }
  }

  /**
   * @param error RFC 6749, 4.1.2.1
   * @param iss null when absent
   */
  record Failed(String error, @Nullable String iss) implements AuthorizationResponse {
    /** Without the texts, which any page can send. */
    @Override
    public String toString() {
      return "Failed[...]";
    }
  }

  /** No provider sends it: it was altered, or is not a response. */
  record Malformed() implements AuthorizationResponse {}

  /** Reads a callback. Parameters that oO does not know are ignored. */
  static AuthorizationResponse of(Request request) {
    for (String name : List.of("state", "code", "error", "iss")) {
      List<String> values = request.queries().getOrDefault(name, List.of());
      if (values.size() > 1 || !values.stream().allMatch(AuthorizationResponse::isText)) {
        return new Malformed();
      }
    }
    Optional<String> code = request.query("code");
    Optional<String> error = request.query("error");
    String iss = request.query("iss").orElse(null);
    if (code.isPresent() == error.isPresent()) {
      return new Malformed();
    }
    return code.<AuthorizationResponse>map(sent -> new Code(sent, iss))
        .orElseGet(() -> new Failed(error.orElseThrow(), iss));
  }

  /** Visible ASCII and spaces (RFC 6749, appendix A), not blank. */
  private static boolean isText(String value) {
    return value.length() <= LONGEST && !value.isBlank() && value.matches("[ -~]*");
  }

  /** A repeated response has the same. */
  default byte[] hash() {
    return Secrets.hash(
        switch (this) {
          case Code(String code, String iss) -> code + "\n";
          case Failed(String error, String iss) -> "\n" + error;
          case Malformed() -> "";
        });
  }
}
