package oo.auth.user;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import oo.auth.session.SessionStore;
import oo.auth.user.ExportFileStore.ExportFile;
import oo.contract.Export;
import oo.host.base.Invocation;
import oo.host.base.Randomness;
import oo.host.base.UserId;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.objects.ObjectStore;
import oo.host.objects.Spool;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/**
 * {@code export_profile}: stores everything that oO holds about a user as one document. The link to
 * it is valid for 15 minutes, until the next export, or until the user is deleted, whichever is
 * first. A user has one export at a time, and memory does not grow with it.
 */
public final class ExportProfile {
  private static final Duration LIFE = Duration.ofMinutes(15);

  /** Longer than a call may take. The next export begins then, should this process die. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** Fits into the temporary folder of a Lambda function, which has 512 MB. */
  private static final long MAX_BYTES = 400L << 20;

  /** Exports that one process makes at a time, as each holds a connection to the database. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Tries to replace a former export. */
  private static final int TRIES = 3;

  private final Database database;
  private final SessionStore sessions = new SessionStore();
  private final UserStore users;
  private final ExportFileStore rows = new ExportFileStore();
  private final ExportStore everything = new ExportStore();
  private final ObjectStore objects;
  private final ExportFiles files;
  private final long maxBytes;
  private final Semaphore permits = new Semaphore(AT_ONCE, true);

  public ExportProfile(Database database, UserStore users, ObjectStore objects) {
    this(database, users, objects, MAX_BYTES);
  }

  ExportProfile(Database database, UserStore users, ObjectStore objects, long maxBytes) {
    this.database = database;
    this.users = users;
    this.objects = objects;
    this.files = new ExportFiles(database, rows, objects);
    this.maxBytes = maxBytes;
  }

  /**
   * @throws Refused 409 while another export of the user runs, or when the document is too large;
   *     503 when this process makes too many
   */
  Export export(AccessToken caller) {
    String key = "exports/" + Randomness.hex(32) + "/oo-export.json";
    begin(caller, key);
    boolean finished = false;
    try {
      acquire();
      try (var document = Spool.open(maxBytes)) {
        Instant until = write(caller.user(), document).plus(LIFE);
        URI link = objects.put(key, "application/json", document, LIFE);
        finish(caller, key, until);
        finished = true;
        return new Export(link.toString(), until);
      } catch (Spool.TooLarge e) {
        throw Refused.conflict(
            "export_too_large", "Your data is too large for one file. Ask the operator for it.");
      } finally {
        permits.release();
      }
    } finally {
      if (!finished) {
        abandon(caller.user(), key);
      }
    }
  }

  /** Best effort: a row that stays ends by its lease, and the next export deletes its object. */
  private void abandon(UserId user, String key) {
    try {
      files.delete(user, new ExportFile(key, false, true));
    } catch (RuntimeException e) {
      Invocation.note("abandoned", e.getClass().getName());
    }
  }

  private void begin(AccessToken caller, String key) {
    for (int i = 0; i < TRIES; i++) {
      Optional<ExportFile> former =
          database.transaction(tx -> {
            users.lockUndeleted(tx, caller.user());
            caller.requireLive(tx);
            sessions.requireFresh(tx, caller);
            Optional<ExportFile> file = rows.of(tx, caller.user());
            if (file.isEmpty() && !rows.begin(tx, caller.user(), key, LEASE)) {
              throw ExportFiles.running();
            }
            return file;
          });
      if (former.isEmpty()) {
        return;
      }
      if (former.get().running()) {
        throw ExportFiles.running();
      }
      files.delete(caller.user(), former.get());
    }
    throw ExportFiles.running();
  }

  private void acquire() {
    try {
      if (permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Refused(
            503, "export_busy", "oO is exporting for other people. Try again in a moment.")
        .with(new Header("Retry-After", "5"));
  }

  /** Returns the time of reading, by the database's clock. */
  private Instant write(UserId user, Spool document) {
    return database.transaction(tx -> {
      everything.write(tx, user, document.refill());
      return tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant();
    });
  }

  private void finish(AccessToken caller, String key, Instant until) {
    boolean ours =
        database.transaction(tx -> {
          caller.requireLive(tx);
          return rows.finish(tx, caller.user(), key, until);
        });
    if (!ours) {
      throw ExportFiles.running();
    }
  }
}
