package oo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import oo.host.base.MissingSetting;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.server.backup.Restore.Done;
import oo.server.backup.Restore.Request;
import org.assertj.core.api.AbstractThrowableAssert;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The database is the one of before or the whole backup, and what is refused touches nothing. */
final class RestoreIT {
  private static final Restore.Watcher SILENT =
      new Restore.Watcher() {
        @Override
        public void begins(String step) {}

        @Override
        public void read(long bytes, long all) {}
      };

  @TempDir Path temporary;

  private TestDatabase from;
  private TestDatabase to;
  private Map<String, String> values;
  private Path file;

  @BeforeEach
  void backupOfAda() {
    Programs.postgres();
    from = TestDatabase.create();
    to = TestDatabase.create();
    Map<String, String> source = Programs.values(from, temporary.resolve("backups"));
    Content.add(new Database(from.dataSource()), Programs.settings(source), "ada@example.org");
    file = new Backup(Programs.settings(source)).make().file();
    values = Programs.values(to, temporary.resolve("backups"));
  }

  @AfterEach
  void drop() {
    from.close();
    to.close();
  }

  private Done restore(Path file, @Nullable Path identity, boolean replace, String... more) {
    return new Restore(Programs.settings(values, more), SILENT)
        .run(new Request(file, identity, replace));
  }

  private Database restored() {
    return new Database(to.dataSource());
  }

  private List<String> databases() {
    return new Database(from.dataSource())
        .statement(db ->
            db.sql("select datname from pg_database where datname like ? || '\\_%' order by 1")
                .param(name())
                .query(String.class)
                .list());
  }

  private String name() {
    return to.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  /** It is refused, and the database of before is there alone. */
  private AbstractThrowableAssert<?, ? extends Throwable> refused(Path file, String... more) {
    List<String> before = Content.people(restored());
    var thrown = assertThatThrownBy(() -> restore(file, null, false, more));
    assertThat(Content.people(restored())).isEqualTo(before);
    assertThat(databases()).isEmpty();
    return thrown;
  }

  @Test
  void emptyDatabaseBecomesTheBackup() {
    Done done = restore(file, null, false);

    assertThat(done.people()).isEqualTo(1);
    assertThat(done.connections()).isEqualTo(1);
    assertThat(done.kept()).isNull();
    assertThat(Content.people(restored())).containsExactly("ada@example.org");
    assertThat(databases()).isEmpty();
  }

  @Test
  void databaseWithPeopleIsReplacedWhenToldAndKept() throws Exception {
    Content.add(restored(), Programs.settings(values), "bob@example.org");
    refused(file)
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("The database holds 1 person, 1 connection and 0 taps")
        .hasMessageContaining("--replace")
        .hasMessageEndingWith("Nothing was changed.");

    Done done = restore(file, null, true);

    assertThat(Content.people(restored())).containsExactly("ada@example.org");
    assertThat(databases()).containsExactly(done.kept());
    var kept = (PGSimpleDataSource) to.dataSource();
    kept.setDatabaseName(done.kept());
    assertThat(Content.people(new Database(kept))).containsExactly("bob@example.org");
    new Database(from.dataSource()).execute(db -> db.sql("drop database " + done.kept()).update());
  }

  @Test
  void tablesThatAreNotOursAreKeptToo() {
    restored().execute(db -> db.sql("drop schema public cascade; create schema public").update());
    restored().execute(db -> db.sql("create table accounts (id int)").update());

    assertThatThrownBy(() -> restore(file, null, false))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("tables that are not oO's");
  }

  @Test
  void connectedProgramIsNotCutOff() throws Exception {
    try (Connection held = to.dataSource().getConnection()) {
      refused(file).isInstanceOf(BackupRefused.class).hasMessageContaining("stop oO first");
      assertThat(held.isValid(1)).isTrue();
    }
  }

  @Test
  void damagedFileIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Map<String, UnaryOperator<byte[]>> damages =
        Map.of(
            "empty", all -> new byte[0],
            "cut in the middle", all -> Arrays.copyOf(all, all.length / 2),
            "cut at the end", all -> Arrays.copyOf(all, all.length - 1),
            "without its seal", all -> Arrays.copyOf(all, all.length - Seal.BYTES),
            "changed", all -> changed(all, all.length / 2),
            "changed at the beginning", all -> changed(all, 3),
            "changed in its seal", all -> changed(all, all.length - 10),
            "longer", all -> Arrays.copyOf(all, all.length + 1),
            "twice", all -> twice(all),
            "no backup", all -> "-- a dump in SQL\n".repeat(100).getBytes());
    for (var damage : damages.entrySet()) {
      Path damaged = temporary.resolve("damaged");
      Files.write(damaged, damage.getValue().apply(whole.clone()));
      refused(damaged)
          .as(damage.getKey())
          .isInstanceOf(BackupRefused.class)
          .hasMessageContaining("Nothing was changed.");
    }
    refused(temporary.resolve("absent")).isInstanceOf(BackupRefused.class);
    refused(temporary).isInstanceOf(BackupRefused.class);
  }

  private static byte[] changed(byte[] bytes, int at) {
    bytes[at] ^= 64;
    return bytes;
  }

  private static byte[] twice(byte[] bytes) {
    byte[] twice = Arrays.copyOf(bytes, bytes.length * 2);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    return twice;
  }

  @Test
  void encryptedFileNeedsItsIdentityAndIsRefusedWhenItIsDamaged() throws Exception {
    KeyPair right = new X25519KeyPairGenerator().generateKeyPair();
    KeyPair wrong = new X25519KeyPairGenerator().generateKeyPair();
    Path key = Files.writeString(temporary.resolve("key"), "# created\n" + right.getPrivate());
    Path other = Files.writeString(temporary.resolve("other"), wrong.getPrivate().toString());
    Path none = Files.writeString(temporary.resolve("none"), right.getPublic().toString());
    Map<String, String> source = Programs.values(from, temporary.resolve("encrypted"));
    Path encrypted =
        new Backup(Programs.settings(source, "BACKUP_RECIPIENT", right.getPublic().toString()))
            .make()
            .file();

    refused(encrypted).hasMessageContaining("--identity");
    for (Path identity : List.of(other, none, temporary.resolve("absent"))) {
      assertThatThrownBy(() -> restore(encrypted, identity, false))
          .as("%s", identity)
          .isInstanceOf(BackupRefused.class)
          .hasMessageContaining("identity");
    }
    byte[] whole = Files.readAllBytes(encrypted);
    Path damaged = temporary.resolve("damaged.age");
    for (int length : new int[] {30, 150, 250, whole.length / 2, whole.length - 1}) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> restore(damaged, key, false))
          .as("cut at %d", length)
          .isInstanceOf(BackupRefused.class);
    }
    for (int at = 25; at < whole.length; at += whole.length / 15) {
      Files.write(damaged, changed(whole.clone(), at));
      assertThatThrownBy(() -> restore(damaged, key, false))
          .as("changed at %d", at)
          .isInstanceOf(BackupRefused.class);
    }
    assertThat(Content.people(restored())).isEmpty();
    assertThat(databases()).isEmpty();

    restore(encrypted, key, false);

    assertThat(Content.people(restored())).containsExactly("ada@example.org");
  }

  @Test
  void newerSchemaIsRefused() throws Exception {
    var dump = new ByteArrayOutputStream();
    Seal seal = Seal.read(new ByteArrayInputStream(Files.readAllBytes(file)), dump).orElseThrow();
    var newer = new ByteArrayOutputStream();
    Seal.write(new ByteArrayInputStream(dump.toByteArray()), newer, seal.at(), 999);
    Path resealed = Files.write(temporary.resolve("newer"), newer.toByteArray());

    refused(resealed)
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("The backup has schema 999, and this version of oO knows");
  }

  @Test
  void olderSchemaIsMigrated() {
    Database source = new Database(from.dataSource());
    source.execute(db -> db.sql("drop schema public cascade; create schema public").update());
    Flyway.configure()
        .dataSource(from.dataSource())
        .locations("classpath:db/migration")
        .target("9")
        .load()
        .migrate();
    var settings = Programs.settings(Programs.values(from, temporary.resolve("old")));
    Content.add(source, settings, "old@example.org");
    Backup.Made old = new Backup(settings).make();
    assertThat(old.schema()).isEqualTo(9);

    restore(old.file(), null, false);

    assertThat(Content.people(restored())).containsExactly("old@example.org");
    assertThat(
            restored()
                .<Long>statement(
                    db -> db.sql("select count(*) from pulse").query(Long.class).single()))
        .isZero();
  }

  @Test
  void keyThatIsMissingIsNamedBeforeAnythingChanges() {
    String another = "B".repeat(43) + "=";
    for (String keys : List.of("2:" + another, "1:" + another, "2:" + another + ",3:" + another)) {
      refused(file, "VAULT_KEYS", keys)
          .isInstanceOf(BackupRefused.class)
          .hasMessageContaining("VAULT_KEYS has not the key that sealed what is in the backup: 1.");
    }
    refused(file, "VAULT_KEYS", "").isInstanceOf(MissingSetting.class);
  }

  @Test
  void restoreThatFailsOrIsKilledLeavesTheDatabaseOfBefore() throws Exception {
    Path bin = temporary.resolve("bin");
    for (String script :
        List.of(
            "[ \"$1\" = --list ] && exec $REAL \"$@\"; head -c 3000 | $REAL \"$@\"",
            "[ \"$1\" = --list ] && exec $REAL \"$@\"; $REAL \"$@\"; kill -9 $$",
            "exit 1")) {
      String path = Programs.instead(bin, "pg_restore", script);
      refused(file, "PATH", path).isInstanceOf(BackupRefused.class);
    }
    // A half that a killed restore left is no obstacle.
    new Database(from.dataSource())
        .execute(db -> db.sql("create database %s_restoring".formatted(name())).update());

    restore(file, null, false);

    assertThat(Content.people(restored())).containsExactly("ada@example.org");
    assertThat(databases()).isEmpty();
  }
}
