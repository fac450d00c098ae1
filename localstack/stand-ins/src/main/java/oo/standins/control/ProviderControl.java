package oo.standins.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.standins.fault.RequestJournal;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.StandInJson;
import oo.standins.oauth.OAuthClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a test can do with either stand-in, over HTTP. */
public sealed class ProviderControl permits GoogleControl, TodoistControl {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String base;

  ProviderControl(String base) {
    this.base = base;
  }

  final JsonNode get(String path) {
    return send("GET", path, null);
  }

  final JsonNode post(String path, Object body) {
    return send("POST", path, body);
  }

  /** An empty object for an empty response. Throws for a status of 300 and above. */
  final JsonNode send(String method, String path, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/control" + path))
            .header(CrossSiteCheck.HEADER, "1")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(StandInJson.bytes(body)));
    HttpResponse<String> response = send(request);
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(
          "%s %s at the stand-in answered %d: %s"
              .formatted(method, path, response.statusCode(), response.body()));
    }
    return response.body().isEmpty() ? StandInJson.object() : StandInJson.parse(response.body());
  }

  /** Follows no redirect. */
  static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public void fault(InjectedFault fault) {
    post("/faults", fault);
  }

  /** Starts a fault of the next {@code times} requests. */
  public void fault(FaultKind kind, int times) {
    fault(InjectedFault.of(kind).times(times));
  }

  /** Starts a fault that lasts until it is cleared. */
  public void fault(FaultKind kind) {
    fault(InjectedFault.of(kind));
  }

  /** The active faults. The fault of one request is gone when that request has arrived. */
  public List<InjectedFault> faults() {
    return get("/faults").path("faults").values().stream()
        .map(fault -> StandInJson.read(fault, InjectedFault.class))
        .toList();
  }

  public void clearFaults() {
    send("DELETE", "/faults", null);
  }

  /** Every request that the stand-in remembers, oldest first. */
  public List<RequestJournal.Entry> journal() {
    return journal(0);
  }

  /** The requests after entry {@code number}. */
  public List<RequestJournal.Entry> journal(long number) {
    return get("/journal?after=" + number).path("entries").values().stream()
        .map(entry -> StandInJson.read(entry, RequestJournal.Entry.class))
        .toList();
  }

  public void clearJournal() {
    send("DELETE", "/journal", null);
  }

  public Instant now() {
    return Instant.parse(get("/clock").path("now").asString());
  }

  /** Sets the stand-in's clock further ahead of the machine's. */
  public void advance(Duration by) {
    post("/clock", Map.of("advance_seconds", by.toSeconds()));
  }

  /** Back to the machine's time. */
  public void resetClock() {
    post("/clock", Map.of("ahead_seconds", 0));
  }

  /** Registers an application, or changes it. */
  public void register(OAuthClient client) {
    post("/clients", client);
  }
}
