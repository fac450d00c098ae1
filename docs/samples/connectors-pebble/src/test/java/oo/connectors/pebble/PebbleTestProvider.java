package oo.connectors.pebble;

import java.util.List;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import oo.connectors.TestProvider;

/** Drives Pebble for the contract test. */
public final class PebbleTestProvider implements TestProvider {
  private final PebbleServer pebble = new PebbleServer();

  @Override
  public Map<String, String> settings(URI redirectUri) {
    pebble.register(redirectUri);
    return Map.of(
        "SITE_ORIGIN", "http://localhost:8080",
        "PEBBLE_CLIENT_ID", "oo",
        "PEBBLE_CLIENT_SECRET", "secret",
        "PEBBLE_BASE", pebble.origin());
  }

  @Override
  public String backChannel() {
    return "PEBBLE_BACK_CHANNEL";
  }

  @Override
  public URI origin() {
    return URI.create(pebble.origin());
  }

  @Override
  public Pattern request(Endpoint endpoint) {
    return Pattern.compile(
        switch (endpoint) {
          case TOKEN -> "POST /oauth/token";
          case REVOKE -> "POST /oauth/revoke";
          case ACCOUNT -> "GET /v1/me";
          case READ -> "GET /v1/tasks";
          case TASK -> "GET /v1/tasks/.+";
          case COMMAND -> "POST /v1/tasks/.+";
        });
  }

  @Override
  public String error(int status) {
    return "{\"error\": \"something\", \"status\": " + status + "}";
  }

  @Override
  public URI agree(URI authorizeUrl, String account) {
    return pebble.agree(authorizeUrl, account);
  }

  @Override
  public URI deny(URI authorizeUrl) {
    return pebble.deny(authorizeUrl);
  }

  @Override
  public String add(String account, String title) {
    return pebble.add(account, title, false);
  }

  @Override
  public String addDaily(String account, String title) {
    return pebble.add(account, title, true);
  }

  @Override
  public void rename(String task, String title) {
    pebble.rename(task, title);
  }

  @Override
  public void closeTask(String task) {
    pebble.close(task);
  }

  @Override
  public void reopenTask(String task) {
    pebble.reopen(task);
  }

  @Override
  public void deleteTask(String task) {
    pebble.delete(task);
  }

  @Override
  public boolean open(String task) {
    return pebble.of(task, "state").equals("open");
  }

  @Override
  public String dueDate(String task) {
    return String.valueOf(pebble.of(task, "due"));
  }

  @Override
  public int grants(String account) {
    return pebble.grants(account);
  }

  @Override
  public void forgetCursors(String account) {
    pebble.forgetCursors(account);
  }

  @Override
  public void advance(Duration by) {
    pebble.advance(by);
  }

  @Override
  public void revokeAll(String account) {
    pebble.revokeAll(account);
  }

  @Override
  public void misbehave(Fault fault) {
    pebble.misbehave(fault);
  }

  @Override
  public void behave() {
    pebble.behave();
  }

  @Override
  public List<String> lastHeaders() {
    return pebble.lastHeaders();
  }

  @Override
  public void close() {
    pebble.close();
  }
}
