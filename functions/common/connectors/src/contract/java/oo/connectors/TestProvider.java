package oo.connectors;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A provider that a contract test can look into and make misbehave; its stand-in. */
public interface TestProvider extends AutoCloseable {

  Map<String, String> settings(URI redirectUri);

  /** The setting of its origin for servers, e.g. {@code TODOIST_BACK_CHANNEL}. */
  String backChannel();

  /** Its origin for servers. */
  URI origin();

  /** Matches method and path of the requests to an endpoint, e.g. {@code GET /v1/tasks/1}. */
  Pattern request(Endpoint endpoint);

  /** The JSON of an error as the provider sends it with this status. */
  String error(int status);

  /** Agrees as a person would; returns where the browser is sent. */
  URI agree(URI authorizeUrl, String account);

  /** Denies. */
  URI deny(URI authorizeUrl);

  String add(String account, String title);

  /** A task that is due every day from today on. */
  String addDaily(String account, String title);

  void rename(String task, String title);

  void closeTask(String task);

  void reopenTask(String task);

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

  /** The names of the headers of the last call. */
  List<String> lastHeaders();

  /** What a connector calls. */
  enum Endpoint {
    TOKEN,
    REVOKE,
    ACCOUNT,
    /** Reads the list. */
    READ,
    /** Reads one task. */
    TASK,
    COMMAND
  }

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
