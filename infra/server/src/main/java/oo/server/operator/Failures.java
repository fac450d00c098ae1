package oo.server.operator;

import java.sql.SQLException;
import oo.host.Problems;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.NeedsOperator;
import oo.server.backup.BackupRefused;
import oo.server.settings.KeysFile;
import oo.template.TemplateRefused;

/** What the operator reads when a command fails: one sentence, with what to do. */
final class Failures {
  private Failures() {}

  /** Quotes no statement and no value, as both may be a person's. */
  static String sentence(Throwable failed) {
    return switch (failed) {
      case CommandRefused _,
          NeedsOperator _,
          KeysFile.Refused _,
          BackupRefused _,
          MissingSetting _,
          MissingSettings _,
          TemplateRefused _ ->
          String.valueOf(failed.getMessage());
      default -> ofDatabase(failed);
    };
  }

  private static String ofDatabase(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return sentence(state, failed) + " [" + state + "]";
      }
    }
    return "It failed, by a fault of oO: " + Problems.chain(failed);
  }

  // PostgreSQL's manual, appendix A.
  private static String sentence(String state, Throwable failed) {
    return switch (state) {
      case "28P01", "28000" ->
          "The database refuses the role: correct DATABASE_USER and DATABASE_PASSWORD.";
      case "08004" ->
          "The database offers no TLS: give it a certificate, or set DATABASE_ON_THIS_MACHINE=true where it is on this machine.";
      case "3D000" -> "There is no such database: correct DATABASE_URL.";
      case "42P01", "42703", "42883", "3F000" ->
          "The database has an older schema than this program needs: start the server, which migrates it, and try again.";
      case "42501" ->
          "The role may not do this: DATABASE_USER must be the role that owns oO's tables.";
      case "25006" -> "The database is read-only: correct DATABASE_URL, which may name a replica.";
      case "53100" -> "The database's disk is full: make room, and try again.";
      case "53300" -> "The database has no connection left: stop what holds them, or try later.";
      case "57P03" -> "The database is starting or stopping: try again in some seconds.";
      case "57P01", "57P02", "08006" ->
          "The database closed the connection: look at its log, and try again. What was done stays.";
      case "57014" -> "The database stopped a statement that took too long: try again.";
      case "55P03" -> "Another program holds a lock that this needs: try again.";
      default ->
          state.startsWith("08")
              ? "The database does not answer: start it, or correct DATABASE_URL."
              : "The database refuses a statement, by a fault of oO: " + Problems.chain(failed);
    };
  }
}
