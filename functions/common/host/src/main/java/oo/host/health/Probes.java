package oo.host.health;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import oo.contract.HealthCheck;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;

/** The probes that several modules share. */
public final class Probes {
  /** The purpose of the row in {@code key_probe}, and its key id. */
  public static final String SESSION = "session";

  public static final String NEWEST = "newest";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Probes() {}

  /** Describes a provider's last call for the health page. */
  public static String lastCall(String how, Instant at) {
    return how + " Last call: " + MOMENT.format(at) + ".";
  }

  /** What every module needs of its database; the first is {@link #database}. */
  public static List<Probe> ofDatabase(Database database) {
    return List.of(database(database), SchemaLevel.probe(database), writing(database));
  }

  /** The database takes writes, and its disk has room. */
  public static Probe writing(Database database) {
    return new WriteProbe(database).remembered();
  }

  /** The database answers and its schema is there. */
  public static Probe database(Database database) {
    return () -> {
      try {
        boolean migrated =
            database.statement(db ->
                db.sql("select to_regclass('decision') is not null").query(Boolean.class).single());
        return migrated
            ? HealthCheck.green("database", "It answers.")
            : HealthCheck.red(
                "database", "It answers, but has no tables.", "Run the function migrate.");
      } catch (DatabaseUnavailable e) {
        if (e.full()) {
          return HealthCheck.red(
              "database",
              "It has no connection left.",
              "End what holds them (pg_stat_activity), or raise max_connections: oO needs 18 for each server.");
        }
        return HealthCheck.red(
            "database",
            "It does not answer.",
            "Start PostgreSQL, make room when its disk is full, and check DATABASE_URL, DATABASE_USER and"
                + " DATABASE_PASSWORD.");
      }
    };
  }

  /**
   * The public keys verify what {@code auth} signs. {@code auth} keeps an expired dummy token,
   * signed with its newest key, under {@link #SESSION} in {@code key_probe}.
   */
  public static Probe sessionKeys(Database database, AccessTokens publicKeys) {
    String name = "session keys";
    return () -> {
      try {
        Optional<byte[]> token =
            database.statement(db -> new KeyProbeStore().find(db, SESSION, NEWEST));
        if (token.isEmpty()) {
          return HealthCheck.green(
              name, "Not compared yet: auth has not stored a token to compare with.");
        }
        String text = new String(token.get(), StandardCharsets.US_ASCII);
        return publicKeys.check(text).isPresent()
            ? HealthCheck.green(name, "They verify what auth signs.")
            : HealthCheck.red(
                name,
                "They do not verify what auth signs: every session is refused here.",
                "Set SESSION_PUBLIC_KEYS, of every function, to the public halves of SESSION_PRIVATE_KEYS.");
      } catch (RuntimeException e) {
        return HealthCheck.red(
            name,
            "They cannot be compared while the database does not answer.",
            "Mend the database first.");
      }
    };
  }
}
