package oo.standins.http;

import java.util.Map;

/** Ends a request with this response. */
public class ResponseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient StandInResponse response;

  public ResponseException(StandInResponse response) {
    super("status " + response.status(), null, false, false);
    this.response = response;
  }

  /** A JSON body with one sentence, {@code {"error": why}}. */
  public ResponseException(int status, String why) {
    this(StandInResponse.json(status, Map.of("error", why)));
  }

  public static ResponseException badRequest(String why) {
    return new ResponseException(400, why);
  }

  public static ResponseException notFound(String why) {
    return new ResponseException(404, why);
  }

  public StandInResponse response() {
    return response;
  }
}
