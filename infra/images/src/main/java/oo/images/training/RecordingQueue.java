package oo.images.training;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import tools.jackson.databind.JsonNode;

/**
 * Accepts batches of messages as SQS does, and keeps them. It answers at once: a real broker would
 * compete for the processor with the process that is measured.
 */
public final class RecordingQueue implements AutoCloseable {
  private final LoopbackHttp http = new LoopbackHttp("/", this::take);
  private final List<String> taken = new ArrayList<>();

  public String endpoint() {
    return "http://" + http.address();
  }

  public String url() {
    return endpoint() + "/000000000000/messages";
  }

  /** The messages since the last call, with sorted fields and without traces. */
  public synchronized List<String> drain() {
    var all =
        taken.stream().map(body -> body.replaceFirst("00-[0-9a-f-]{49}-0[01]", "a trace")).toList();
    taken.clear();
    return all.stream().map(RecordingQueue::sorted).toList();
  }

  private static String sorted(String json) {
    return Json.mapper().readValue(json, java.util.TreeMap.class).toString();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode batch = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
      var successful = new ArrayList<Map<String, String>>();
      for (JsonNode entry : batch.path("Entries")) {
        String body = entry.path("MessageBody").asString("");
        synchronized (this) {
          taken.add(body);
        }
        successful.add(
            Map.of(
                "Id", entry.path("Id").asString(""),
                "MessageId", "00000000-0000-0000-0000-000000000000",
                "MD5OfMessageBody", md5(body)));
      }
      byte[] answer =
          Json.mapper().writeValueAsBytes(Map.of("Successful", successful, "Failed", List.of()));
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
