package oo.standins.control;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.standins.fault.Fault;
import oo.standins.fault.FaultKind;
import oo.standins.fault.Journal;
import oo.standins.http.Json;
import oo.standins.oauth.OAuthClient;
import org.jspecify.annotations.Nullable;

/** What a test can do with either stand-in. */
public sealed class ProviderControl permits GoogleControl, TodoistControl {

  private final String base;
  private final ControlCalls calls;

  ProviderControl(String base) {
    this.base = base;
    this.calls = new ControlCalls(base);
  }

  public String base() {
    return base;
  }

  final ControlCalls calls() {
    return calls;
  }

  // Faults.

  /** Turns a fault on; the answer has its id. */
  public Fault fault(Fault fault) {
    Map<String, @Nullable Object> body = new HashMap<>();
    body.put("kind", fault.kind().wireName());
    body.put("times", fault.times());
    body.put("path", fault.path());
    body.put("command", fault.command());
    body.put("millis", fault.millis());
    body.put("retry_after", fault.retryAfter());
    long id = calls.post("/control/faults", body).path("id").asLong();
    return new Fault(
        id,
        fault.kind(),
        fault.times(),
        fault.path(),
        fault.command(),
        fault.millis(),
        fault.retryAfter());
  }

  /** Turns a fault on for the next {@code times} requests. */
  public Fault fault(FaultKind kind, int times) {
    return fault(Fault.of(kind).times(times));
  }

  /** Turns a fault on until it is cleared. */
  public Fault fault(FaultKind kind) {
    return fault(Fault.of(kind));
  }

  /** Turns one fault off; it is fine if it has run out. */
  public void clearFault(Fault fault) {
    boolean on =
        calls.get("/control/faults").path("faults").values().stream()
            .anyMatch(one -> one.path("id").asLong() == fault.id());
    if (on) {
      calls.delete("/control/faults/" + fault.id());
    }
  }

  public void clearFaults() {
    calls.delete("/control/faults");
  }

  // The journal.

  /** Every request still remembered, oldest first. */
  public List<Journal.Entry> journal() {
    return journal(0);
  }

  /** Those after entry {@code number}. */
  public List<Journal.Entry> journal(long number) {
    return calls.get("/control/journal?after=" + number).path("entries").values().stream()
        .map(entry -> Json.read(entry, Journal.Entry.class))
        .toList();
  }

  public void clearJournal() {
    calls.delete("/control/journal");
  }

  // The clock.

  public Instant now() {
    return Instant.parse(calls.get("/control/clock").path("now").asString());
  }

  /** Sets the stand-in's clock further ahead of the machine's. */
  public void advance(Duration by) {
    calls.post("/control/clock", Map.of("advance_seconds", by.toSeconds()));
  }

  /** Back to the machine's time. */
  public void resetClock() {
    calls.post("/control/clock", Map.of("ahead_seconds", 0));
  }

  // Applications.

  /** Registers an application, or changes it. */
  public void register(OAuthClient client) {
    calls.post(
        "/control/clients",
        Map.of(
            "client_id", client.id(),
            "client_secret", client.secret(),
            "redirect_uris", client.redirectUris(),
            "pkce_required", client.pkceRequired(),
            "long_lived", client.longLived()));
  }

  /** Registers one more redirect URI of an application. */
  public void allowRedirect(String clientId, String redirectUri) {
    calls.post("/control/clients/" + clientId + "/redirects", Map.of("redirect_uri", redirectUri));
  }
}
