package oo.dev.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.auth.session.SessionIssuer;
import oo.contract.Json;
import oo.host.base.SiteOrigin;
import oo.host.base.Uuid7;
import oo.host.http.Cookies;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.template.Template;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import org.jspecify.annotations.Nullable;

/**
 * One event for one function: of API Gateway's REST API (proxy integration), an SQS batch, or a
 * schedule, by the template's word.
 *
 * <p>A callback's attempt cannot be made here: its event has a code and a state that no provider
 * gave, and is answered as a stranger's is.
 */
public final class Events {
  private static final String REGION = "eu-central-1";
  private static final String ACCOUNT = "000000000000";

  private final Template template;
  private final Rows rows;
  private final SiteOrigin site;

  public Events(Template template, Database database, SessionIssuer sessions, SiteOrigin site) {
    this.template = template;
    this.rows = new Rows(database, sessions);
    this.site = site;
  }

  /**
   * @param note what a person should know of it
   */
  public record Event(Map<String, @Nullable Object> json, String note) {}

  /**
   * @throws IllegalArgumentException when there is no such function, or nothing for it to do; the
   *     message says what there is
   */
  public Event of(String name) {
    FunctionResource function =
        template.functions().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no function "
                            + name
                            + "; there are "
                            + template.functions().stream()
                                .map(FunctionResource::name)
                                .sorted()
                                .toList()));
    return switch (function.trigger()) {
      case Route route -> request(name, route);
      case Messages messages -> batch(name, messages);
      case Every every -> new Event(tick(name), "As its schedule calls it.");
      case Deployment deployment -> new Event(Map.of(), "A deployment calls it with nothing.");
    };
  }

  // HTTP
  // --------------------------------------------------------------------------------------------

  private Event request(String name, Route route) {
    Subject subject = rows.subject();
    Map<String, String> parameters = parameters(route, subject);
    String path = route.path();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
    }
    Map<String, String> headers = headers(name, route, subject);
    Map<String, String> query =
        path.endsWith("/callback") ? Map.of("state", "of-nobody", "code", "of-nobody") : Map.of();
    String body = body(name, subject);
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("resource", route.path());
    event.put("path", path);
    event.put("httpMethod", route.method());
    event.put("headers", headers);
    event.put("multiValueHeaders", each(headers));
    event.put("queryStringParameters", query.isEmpty() ? null : query);
    event.put("multiValueQueryStringParameters", query.isEmpty() ? null : each(query));
    event.put("pathParameters", parameters.isEmpty() ? null : parameters);
    event.put("stageVariables", null);
    event.put("requestContext", context(route, path));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    return new Event(
        event,
        "Signed in for ten minutes as "
            + (subject.made() ? "a new user, " : "who was here last, ")
            + subject.user()
            + "; a session was begun for it.");
  }

  private static Map<String, String> parameters(Route route, Subject subject) {
    var parameters = new LinkedHashMap<String, String>();
    if (route.path().contains("{provider}")) {
      parameters.put("provider", subject.provider());
    }
    if (route.path().contains("{id}")) {
      UUID id = route.path().startsWith("/api/tips/") ? subject.tip() : subject.connection();
      parameters.put("id", id.toString());
    }
    return parameters;
  }

  private Map<String, String> headers(String name, Route route, Subject subject) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Accept", "application/json");
    boolean auth = route.path().startsWith(Cookies.REFRESH_PATH + "/");
    headers.put(
        "Cookie",
        Cookies.ACCESS
            + "="
            + subject.tokens().access()
            + (auth ? "; " + Cookies.REFRESH + "=" + subject.tokens().refresh() : ""));
    headers.put("Host", site.value().replaceFirst("^https?://", ""));
    if (!route.method().equals("GET")) {
      headers.put("Origin", site.value());
      headers.put("X-OO", "1");
    }
    if (body(name, subject) != null) {
      headers.put("Content-Type", "application/json");
    }
    headers.put("User-Agent", "./oo event");
    return headers;
  }

  private static @Nullable String body(String name, Subject subject) {
    Map<String, Object> body =
        switch (name) {
          case "recommend" -> Map.of("context", Map.of("zone", "Europe/Berlin"));
          case "complete", "not_now" -> Map.of("event_id", Uuid7.next());
          case "undo" -> Map.of("event_id", Uuid7.next(), "undoes", subject.feedback());
          default -> Map.of();
        };
    return body.isEmpty() ? null : Json.mapper().writeValueAsString(body);
  }

  private static Map<String, List<String>> each(Map<String, String> values) {
    var each = new LinkedHashMap<String, List<String>>();
    values.forEach((name, value) -> each.put(name, List.of(value)));
    return each;
  }

  private Map<String, Object> context(Route route, String path) {
    Instant now = Instant.now();
    return Map.of(
        "accountId",
        ACCOUNT,
        "apiId",
        "local",
        "httpMethod",
        route.method(),
        "identity",
        Map.of("sourceIp", "127.0.0.1", "userAgent", "./oo event"),
        "path",
        "/Prod" + path,
        "protocol",
        "HTTP/1.1",
        "requestId",
        UUID.randomUUID(),
        "requestTimeEpoch",
        now.toEpochMilli(),
        "resourcePath",
        route.path(),
        "stage",
        "Prod");
  }

  // Queues and schedules
  // ----------------------------------------------------------------------------

  private Event batch(String name, Messages messages) {
    List<Object> hints = rows.hints(name, messages.batchSize());
    if (hints.isEmpty()) {
      throw new IllegalArgumentException(
          "Nothing in the database is for "
              + name
              + ": "
              + switch (name) {
                case "fetch_signals" -> "connect an account first.";
                case "deliver_completions" -> "complete a tip first.";
                default -> "disconnect an account first.";
              });
    }
    var records = new ArrayList<Map<String, Object>>();
    for (Object hint : hints) {
      records.add(record(messages, Message.bodyOf(hint)));
    }
    return new Event(Map.of("Records", records), hints.size() + " of what is due, or was last.");
  }

  private static Map<String, Object> record(Messages messages, String body) {
    String sent = String.valueOf(Instant.now().toEpochMilli());
    var record = new LinkedHashMap<String, Object>();
    record.put("messageId", UUID.randomUUID());
    record.put("receiptHandle", UUID.randomUUID());
    record.put("body", body);
    record.put(
        "attributes",
        Map.of(
            "ApproximateReceiveCount", "1",
            "SentTimestamp", sent,
            "SenderId", ACCOUNT,
            "ApproximateFirstReceiveTimestamp", sent));
    record.put("messageAttributes", Map.of());
    record.put("md5OfBody", md5(body));
    record.put("eventSource", "aws:sqs");
    record.put("eventSourceARN", "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + messages.queue());
    record.put("awsRegion", REGION);
    return record;
  }

  private static String md5(String body) {
    try {
      // What SQS says; nothing is trusted because of it.
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, @Nullable Object> tick(String name) {
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("version", "0");
    event.put("id", UUID.randomUUID());
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.events");
    event.put("account", ACCOUNT);
    event.put("time", Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    event.put("region", REGION);
    event.put("resources", List.of("arn:aws:events:" + REGION + ":" + ACCOUNT + ":rule/" + name));
    event.put("detail", Map.of());
    return event;
  }
}
