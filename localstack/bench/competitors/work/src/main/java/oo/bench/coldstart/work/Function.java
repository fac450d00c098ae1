package oo.bench.coldstart.work;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of the two functions, whole: checks, work, one log line. */
public final class Function {
  private interface Operation {
    Object answer(Caller caller, Call call, String traceparent);
  }

  private final String name;
  private final String site;
  private final Tokens tokens;
  private final Json json;
  private final Operation operation;
  private final PrintStream log = System.out;

  private Function(String name, Map<String, String> environment, Json json, Operation operation) {
    this.name = name;
    this.site = environment.get("SITE_ORIGIN");
    this.tokens = new Tokens(environment.get("SESSION_PUBLIC_KEYS"));
    this.json = json;
    this.operation = operation;
  }

  /** By {@code FUNCTION_NAME}; it connects to the database. */
  public static Function from(Map<String, String> environment, Json json) {
    var database =
        new Database(
            environment.get("DATABASE_URL"),
            environment.get("DATABASE_USER"),
            environment.get("DATABASE_PASSWORD"));
    String name = environment.get("FUNCTION_NAME");
    return switch (name) {
      case "recommend" -> new Function(name, environment, json, new Recommend(database, json)::tip);
      case "complete" ->
          new Function(
              name,
              environment,
              json,
              new Complete(database, json, new Hints(environment.get("DELIVER_QUEUE")))::tap);
      default -> throw new IllegalStateException("No function " + name);
    };
  }

  public Answer serve(Call call) {
    long from = System.nanoTime();
    String trace = Ids.hex(16);
    var line = new LinkedHashMap<String, Object>();
    Answer answer;
    try {
      if (!call.header("X-OO").equals("1") || !call.header("Origin").equals(site)) {
        throw new Refused(403, "foreign_origin");
      }
      Caller caller = tokens.check(call.cookie("__Host-oo-access"));
      line.put("user", hashed(caller.user().toString()));
      Object value = operation.answer(caller, call, "00-" + trace + "-" + Ids.hex(8) + "-01");
      answer = Answer.json(200, json.write(value));
    } catch (Refused e) {
      answer = Answer.json(e.status, json.write(Map.of("code", e.getMessage())));
    }
    line.put("at", Instant.now().toString());
    line.put("operation", name);
    line.put("outcome", answer.status());
    line.put("ms", Math.round((System.nanoTime() - from) / 10_000.0) / 100.0);
    line.put("trace", trace);
    log.println(json.write(line));
    return answer;
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
