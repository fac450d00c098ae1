package oo.bench.competitors;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks a request, recommends, and writes one log line. */
public final class RecommendHandler {
  private final String site;
  private final Tokens tokens;
  private final Json json;
  private final Recommend recommend;

  /** Connects to the database. */
  public RecommendHandler(Map<String, String> environment, Json json) {
    this.site = environment.get("SITE_ORIGIN");
    this.tokens = new Tokens(environment.get("SESSION_PUBLIC_KEYS"));
    this.json = json;
    this.recommend =
        new Recommend(
            new Database(
                environment.get("DATABASE_URL"),
                environment.get("DATABASE_USER"),
                environment.get("DATABASE_PASSWORD")),
            json);
  }

  public APIGatewayProxyResponseEvent handle(APIGatewayProxyRequestEvent event) {
    long from = System.nanoTime();
    var line = new LinkedHashMap<String, Object>();
    int status = 200;
    String body;
    try {
      if (!header(event, "X-OO").equals("1") || !header(event, "Origin").equals(site)) {
        throw new Refused(403, "foreign_origin");
      }
      Caller caller = tokens.check(accessToken(event));
      line.put("user", hashed(caller.user().toString()));
      body = json.write(recommend.tip(caller, event.getBody()));
    } catch (Refused e) {
      status = e.status;
      body = json.write(Map.of("code", e.getMessage()));
    }
    line.put("at", Instant.now().toString());
    line.put("operation", "recommend");
    line.put("outcome", status);
    line.put("ms", Math.round((System.nanoTime() - from) / 10_000.0) / 100.0);
    line.put("trace", Ids.hex(16));
    System.out.println(json.write(line));
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(status)
        .withMultiValueHeaders(
            Map.of(
                "Content-Type", List.of("application/json"),
                "Cache-Control", List.of("no-store"),
                "X-Content-Type-Options", List.of("nosniff")))
        .withBody(body)
        .withIsBase64Encoded(false);
  }

  private static String header(APIGatewayProxyRequestEvent event, String name) {
    return event.getMultiValueHeaders().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty())
        .map(header -> header.getValue().getFirst())
        .findFirst()
        .orElse("");
  }

  /** Empty unless the cookie was sent exactly once. */
  private static String accessToken(APIGatewayProxyRequestEvent event) {
    String found = "";
    for (String pair : header(event, "Cookie").split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals("__Host-oo-access")) {
        if (!found.isEmpty()) {
          return "";
        }
        found = pair.substring(equals + 1).strip();
      }
    }
    return found;
  }

  private static String hashed(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
