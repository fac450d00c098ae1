package oo.auth.user;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import oo.auth.session.SessionStore;
import oo.contract.Export;
import oo.host.base.Randomness;
import oo.host.objects.ObjectStore;
import oo.host.session.AccessToken;
import oo.host.sql.Database;

/**
 * {@code export_profile}: stores everything that oO holds about a user as one document. The link to
 * it is valid for 15 minutes.
 */
public final class ExportProfile {
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final Database database;
  private final SessionStore sessions = new SessionStore();
  private final ExportStore everything = new ExportStore();
  private final ObjectStore objects;

  public ExportProfile(Database database, ObjectStore objects) {
    this.database = database;
    this.objects = objects;
  }

  private record Document(byte[] content, Instant readAt) {}

  Export export(AccessToken caller) {
    Document document =
        database.transaction(tx -> {
          caller.requireLive(tx);
          sessions.requireFresh(tx, caller);
          var content = new ByteArrayOutputStream();
          everything.write(tx, caller.user(), content);
          return new Document(
              content.toByteArray(),
              tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant());
        });
    URI link = objects.put(key(), "application/json", document.content(), LIFE);
    return new Export(link.toString(), document.readAt().plus(LIFE));
  }

  private static String key() {
    return "exports/" + HexFormat.of().formatHex(Randomness.bytes(32)) + "/oo-export.json";
  }
}
