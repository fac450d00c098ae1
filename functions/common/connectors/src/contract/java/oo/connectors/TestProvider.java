package oo.connectors;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import oo.host.base.Settings;

/** A provider that a contract test can look into and make misbehave; its stand-in. */
public interface TestProvider extends AutoCloseable {

  Map<String, String> settings(URI redirectUri);

  default Settings configured(URI redirectUri) {
    return new Settings(settings(redirectUri));
  }

  /** Agrees as a person would; returns where the browser is sent. */
  URI agree(URI authorizeUrl, String account);

  /** Denies. */
  URI deny(URI authorizeUrl);

  String add(String account, String title);

  /** A task that is due every day from today on. */
  String addDaily(String account, String title);

  void rename(String task, String title);

  void closeTask(String task);

  void deleteTask(String task);

  boolean open(String task);

  /** The due date as the provider sends it now. */
  String dueDate(String task);

  /** How many tokens still open the account. */
  int grants(String account);

  void forgetCursors(String account);

  void advance(Duration by);

  void revokeAll(String account);

  void misbehave(Fault fault);

  void behave();

  /** The last trace that a call brought. */
  String lastTraceparent();

  enum Fault {
    LATER,
    BROKEN,
    DROPPED_BEFORE,
    DROPPED_AFTER,
    SILENT,
    CUT
  }

  @Override
  void close();
}
