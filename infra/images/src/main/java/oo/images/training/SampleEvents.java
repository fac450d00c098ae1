package oo.images.training;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;

/** Events of API Gateway's REST API and of EventBridge, as Lambda hands them to a function. */
public final class SampleEvents {
  static final String RECOMMEND = "{\"context\":{\"zone\":\"Europe/Berlin\",\"page\":\"tip\"}}";
  static final String COMPLETE_PATH = "/api/tips/" + SampleUser.TIP + "/complete";
  static final String COMPLETE = "{\"event_id\":\"" + SampleUser.EVENT + "\"}";

  private SampleEvents() {}

  public static byte[] of(Operation operation, String token, String site) {
    return switch (operation) {
      case RECOMMEND ->
          http("POST", "/api/recommend", "/api/recommend", null, token, site, RECOMMEND);
      case COMPLETE ->
          http(
              "POST",
              "/api/tips/{id}/complete",
              COMPLETE_PATH,
              Map.of("id", SampleUser.TIP.toString()),
              token,
              site,
              COMPLETE);
    };
  }

  /** A request for a route with no parameters. */
  public static byte[] http(String method, String path, String token, String site, String body) {
    return http(method, path, path, null, token, site, body);
  }

  /** A schedule's tick, as EventBridge sends it. */
  public static byte[] tick() {
    var event = new TreeMap<String, Object>();
    event.put("version", "0");
    event.put("id", "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa");
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.events");
    event.put("account", "000000000000");
    event.put("time", "2026-11-26T10:00:00Z");
    event.put("region", "eu-central-1");
    event.put("resources", List.of("arn:aws:events:eu-central-1:000000000000:rule/training"));
    event.put("detail", Map.of());
    return Json.mapper().writeValueAsBytes(event);
  }

  private static byte[] http(
      String method,
      String resource,
      String path,
      @Nullable Map<String, String> parameters,
      String token,
      String site,
      String body) {
    var headers = new TreeMap<String, String>();
    headers.put("Accept", "*/*");
    headers.put("Content-Type", "application/json");
    headers.put("Cookie", "__Host-oo-access=" + token);
    headers.put("Host", "abcdefghij.execute-api.eu-central-1.amazonaws.com");
    headers.put("Origin", site);
    headers.put("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101");
    headers.put("X-Forwarded-For", "198.51.100.7, 203.0.113.9");
    headers.put("X-Forwarded-Port", "443");
    headers.put("X-Forwarded-Proto", "https");
    headers.put("X-OO", "1");
    var lines = new TreeMap<String, List<String>>();
    headers.forEach((name, value) -> lines.put(name, List.of(value)));
    var event = new TreeMap<String, Object>();
    event.put("resource", resource);
    event.put("path", path);
    event.put("httpMethod", method);
    event.put("headers", headers);
    event.put("multiValueHeaders", lines);
    event.put("queryStringParameters", null);
    event.put("multiValueQueryStringParameters", null);
    event.put("pathParameters", parameters);
    event.put("stageVariables", null);
    event.put("body", body);
    event.put("isBase64Encoded", false);
    event.put("requestContext", context(method, resource, path));
    return Json.mapper().writeValueAsBytes(event);
  }

  private static Map<String, Object> context(String method, String resource, String path) {
    var context = new TreeMap<String, Object>();
    context.put("accountId", "000000000000");
    context.put("apiId", "abcdefghij");
    context.put("httpMethod", method);
    context.put("identity", Map.of("sourceIp", "198.51.100.7", "userAgent", "Mozilla/5.0"));
    context.put("path", "/Prod" + path);
    context.put("protocol", "HTTP/1.1");
    context.put("requestId", "5f1c3a0e-8d0c-4b3e-9d4e-2f6f0a7b8c9d");
    context.put("requestTime", "26/Nov/2026:10:00:00 +0000");
    context.put("requestTimeEpoch", 1795687200000L);
    context.put("resourceId", "abc123");
    context.put("resourcePath", resource);
    context.put("stage", "Prod");
    return context;
  }
}
