package oo.auth.user;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import oo.contract.Json;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import tools.jackson.core.JsonGenerator;

/**
 * Reads every table with data about a user, also tables that other stores own. New columns are
 * exported automatically; a new table must be listed here, and its secret columns withheld.
 */
final class ExportStore {
  private static final int ROWS_AT_ONCE = 50;

  /**
   * A table to export.
   *
   * @param order the rest of the table's key, to order the rows
   * @param withheld columns with secrets and hashes, which are no data about the person
   */
  record Table(String name, String order, Set<String> withheld) {
    Table(String name, String order, String... withheld) {
      this(name, order, Set.of(withheld));
    }
  }

  static final List<Table> TABLES =
      List.of(
          new Table("app_user", "user_id"),
          new Table("identity", "issuer, subject"),
          new Table("session", "session_id"),
          new Table("connection", "connection_id"),
          new Table(
              "sign_in_attempt",
              "attempt_id",
              "cookie_hash",
              "state_hash",
              "code_hash",
              "former_user",
              "former_session",
              "nonce",
              "verifier"),
          new Table(
              "oauth_attempt", "attempt_id", "cookie_hash", "state_hash", "code_hash", "verifier"),
          new Table("credential", "connection_id", "sealed"),
          new Table("revocation", "connection_id"),
          new Table("task", "connection_id, subject"),
          new Table("candidate", "connection_id, subject, version"),
          new Table("slot", "connection_id, slot, from_v"),
          new Table("decision", "decision_id"),
          new Table("decision_input", "decision_id, position"),
          new Table("freed_version", "connection_id, set_version"),
          new Table("feedback", "event_id"),
          new Table("notice", "notice_id"),
          new Table("mail", "mail_id", "stop_hashes"),
          new Table("delivery", "decision_id, action"),
          new Table("shared_closing", "decision_id"),
          new Table("call_budget", "connection_id, kind"),
          new Table("event_outbox", "seq"),
          new Table("export_file", "user_id", "object_key"));

  /** Writes one JSON object: each table's name with an array of its rows. Rows are streamed. */
  void write(Transaction tx, UserId user, OutputStream out) {
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("user_id", user.toString());
      json.writeStringProperty(
          "exported_at", tx.sql("select to_json(oo_now()) #>> '{}'").query(String.class).single());
      for (Table table : TABLES) {
        json.writeArrayPropertyStart(table.name());
        rows(tx, user, table, json);
        json.writeEndArray();
      }
      json.writeEndObject();
    }
  }

  private static void rows(Transaction tx, UserId user, Table table, JsonGenerator json) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("user", user.value());
    parameters.put("withheld", tx.texts(withUserId(table.withheld())));
    tx.sql(
            "select (to_jsonb(t) - :withheld)::text from "
                + table.name()
                + " t where user_id = :user order by "
                + table.order())
        .params(parameters)
        .withFetchSize(ROWS_AT_ONCE)
        .query(row -> {
          json.writeRawValue(row.getString(1));
        });
  }

  /** Withholds user_id too: the document has it once. */
  private static Set<String> withUserId(Set<String> withheld) {
    var all = new TreeSet<>(withheld);
    all.add("user_id");
    return all;
  }
}
