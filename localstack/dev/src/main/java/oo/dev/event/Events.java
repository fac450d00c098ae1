package oo.dev.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import oo.auth.session.RefreshKeys;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionKeys;
import oo.auth.session.SessionStore;
import oo.auth.session.SessionTokens;
import oo.contract.Json;
import oo.dev.event.Rows.Subject;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.Uuid7;
import oo.host.http.Cookies;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import oo.template.TemplateReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event for one function: the recording in its module's {@code events}, with a valid session
 * and rows of the database in it.
 *
 * <p>A callback's {@code code} and {@code state} stay as recorded: no provider issued them.
 */
public final class Events {
  private final Path tree;
  private final List<FunctionResource> functions;
  private final Rows rows;
  private final SiteOrigin site;

  public Events(Path tree, Database database, Settings settings) {
    this.tree = tree;
    this.functions = TemplateReader.read(tree.resolve("infra/sam-template.yaml")).functions();
    this.rows =
        new Rows(
            database,
            new SessionIssuer(
                new SessionStore(), RefreshKeys.from(settings), SessionKeys.from(settings)));
    this.site = settings.siteOrigin();
  }

  /**
   * @param note what the developer should know about it
   */
  public record Event(ObjectNode json, String note) {}

  /**
   * @throws IllegalArgumentException when there is no such function, or nothing for it to do; the
   *     message says what there is
   */
  public Event of(String name) {
    FunctionResource function =
        functions.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "There is no function "
                        + name
                        + "; there are "
                        + functions.stream().map(FunctionResource::name).sorted().toList()));
    ObjectNode event = recorded(function);
    return switch (function.trigger()) {
      case Route route -> request(event);
      case Messages messages -> batch(event, rows.hints(name, messages.batchSize()));
      case Every every ->
          new Event(
              event.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
              "As its schedule calls it.");
      case Deployment deployment -> new Event(event, "A deployment calls it with nothing.");
    };
  }

  private ObjectNode recorded(FunctionResource function) {
    String file = function.name().equals("recommend") ? "tip" : function.name();
    try {
      return (ObjectNode)
          Json.mapper()
              .readTree(
                  Files.readString(
                      tree.resolve(
                          "functions/" + function.module() + "/events/" + file + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Event request(ObjectNode event) {
    Subject subject = rows.subject();
    String path = event.path("resource").asString();
    if (event.path("pathParameters") instanceof ObjectNode parameters) {
      for (String name : List.copyOf(parameters.propertyNames())) {
        String value = name.equals("provider") ? subject.provider() : id(path, subject).toString();
        parameters.put(name, value);
        path = path.replace("{" + name + "}", value);
      }
    }
    event.put("path", path);
    event
        .withObjectProperty("requestContext")
        .put("path", "/Prod" + path)
        .put("requestId", UUID.randomUUID().toString())
        .put("requestTimeEpoch", Instant.now().toEpochMilli());
    header(event, "Host", site.value().replaceFirst("^https?://", ""));
    header(event, "Cookie", cookies(path, subject.tokens()));
    if (event.path("headers").has("Origin")) {
      header(event, "Origin", site.value());
    }
    if (event.path("headers").path("Content-Type").asString("").equals("application/json")) {
      event.put("body", body(event.path("body").asString(), subject));
    }
    return new Event(
        event,
        "Signed in for ten minutes as "
            + (subject.added() ? "a new user, " : "the last active user, ")
            + subject.user()
            + ", in a new session.");
  }

  private static UUID id(String path, Subject subject) {
    return path.startsWith("/api/tips/") ? subject.tip() : subject.connection();
  }

  private static String cookies(String path, SessionTokens tokens) {
    String access = Cookies.ACCESS + "=" + tokens.access();
    return path.startsWith("/api/auth/")
        ? access + "; " + Cookies.REFRESH + "=" + tokens.refresh()
        : access;
  }

  private static void header(ObjectNode event, String name, String value) {
    event.withObjectProperty("headers").put(name, value);
    event.withObjectProperty("multiValueHeaders").putArray(name).add(value);
  }

  private static String body(String recorded, Subject subject) {
    var body = (ObjectNode) Json.mapper().readTree(recorded);
    if (body.has("event_id")) {
      body.put("event_id", Uuid7.next().toString());
    }
    if (body.has("undoes")) {
      body.put("undoes", subject.feedback().toString());
    }
    return body.toString();
  }

  /** One record for each hint. */
  private static Event batch(ObjectNode event, List<Object> hints) {
    var recorded = (ObjectNode) event.path("Records").path(0);
    ArrayNode records = event.putArray("Records");
    for (Object hint : hints) {
      String body = Message.bodyOf(hint);
      records.add(
          recorded
              .deepCopy()
              .put("messageId", UUID.randomUUID().toString())
              .put("body", body)
              .put("md5OfBody", md5(body)));
    }
    return new Event(event, hints.size() + " of what is due, or was last.");
  }

  /** SQS reports it; no function relies on it. */
  private static String md5(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
